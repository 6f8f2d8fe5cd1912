package io.codefleet.testing.junit;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.annotation.CheckReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answer of a {@link ScriptedAgent} to one attempt of a task. Immutable; each method that takes an argument returns a changed copy.
 *
 * <pre>{@code
 * ScriptedAnswer.text("Renamed the method.")
 *         .patch(diff, "Foo.java")
 *         .cost("0.12")
 *         .after(Duration.ofMinutes(3))
 * }</pre>
 */
@CheckReturnValue
public final class ScriptedAnswer {
    private final TaskHandler end;
    private final boolean losesWorker;
    private final Duration delay;
    private final Usage usage;
    private final List<Note> notes;
    private final Optional<String> question;

    /**
     * Progress that the answer reports before its end.
     *
     * @param kind what it is about
     * @param text for people
     */
    record Note(String kind, String text) {}

    private ScriptedAnswer(
            TaskHandler end,
            boolean losesWorker,
            Duration delay,
            Usage usage,
            List<Note> notes,
            Optional<String> question) {
        this.end = end;
        this.losesWorker = losesWorker;
        this.delay = delay;
        this.usage = usage;
        this.notes = notes;
        this.question = question;
    }

    /** Returns an answer that ends as this handler says; the handler must not block. */
    public static ScriptedAnswer of(TaskHandler handler) {
        return new ScriptedAnswer(handler, false, Duration.ZERO, Usage.NONE, List.of(), Optional.empty());
    }

    /** Returns an answer of this text. */
    public static ScriptedAnswer text(String text) {
        return result(TaskResult.text(text));
    }

    /** Returns an answer with this result. */
    public static ScriptedAnswer result(TaskResult result) {
        return of(attempt -> Future.succeededFuture(result));
    }

    /** Returns an answer of JSON values, as {@link TaskResult#data()}. */
    public static ScriptedAnswer data(Map<String, ?> data) {
        return result(TaskResult.EMPTY.data(data));
    }

    /** Returns a failure of the attempt. */
    public static ScriptedAnswer failure(AttemptException failure) {
        return of(attempt -> Future.failedFuture(failure));
    }

    /** Returns a failure of the attempt of this kind. */
    public static ScriptedAnswer failure(ErrorKind kind, String message) {
        return failure(new AttemptException(TaskError.of(kind, message), null));
    }

    /** Returns a failure after which the task is tried again. */
    public static ScriptedAnswer transientFault(String message) {
        return failure(AttemptException.transientFault(message));
    }

    /** Returns a failure after which the task has failed. */
    public static ScriptedAnswer permanent(String message) {
        return failure(AttemptException.permanent(message));
    }

    /** Returns a failure of a provider that asks to wait; the task is tried again after that time. */
    public static ScriptedAnswer rateLimited(String message, Duration retryAfter) {
        return failure(AttemptException.rateLimited(message, retryAfter));
    }

    /** Returns the death of the worker in the middle of the attempt: the lease runs out, and nobody reports. */
    public static ScriptedAnswer workerLost() {
        return new ScriptedAnswer(
                attempt -> Future.failedFuture(AttemptException.transientFault("the worker is gone")),
                true,
                Duration.ZERO,
                Usage.NONE,
                List.of(),
                Optional.empty());
    }

    /** Returns an answer that never comes: the attempt runs until it is cancelled or over its time. */
    public static ScriptedAnswer never() {
        return of(attempt -> Promise.<TaskResult>promise().future());
    }

    /** Returns a copy that consumes this, whether it succeeds or fails. */
    public ScriptedAnswer usage(Usage value) {
        return new ScriptedAnswer(end, losesWorker, delay, value, notes, question);
    }

    /** Returns a copy that costs this much, in US dollars, such as {@code 0.12}. */
    public ScriptedAnswer cost(String dollars) {
        return usage(usage.toBuilder().cost(new BigDecimal(dollars)).build());
    }

    /** Returns a copy whose result changes files of the project by a unified diff. */
    public ScriptedAnswer patch(String diff, String... changedFiles) {
        List<String> files = List.of(changedFiles);
        TaskHandler plain = end;
        return new ScriptedAnswer(
                attempt -> plain.handle(attempt).map(result -> result.patch(diff, files)),
                losesWorker,
                delay,
                usage,
                notes,
                question);
    }

    /** Returns a copy that comes when the clock of the fleet has been turned by this since the attempt began. */
    public ScriptedAnswer after(Duration value) {
        return new ScriptedAnswer(end, losesWorker, value, usage, notes, question);
    }

    /** Returns a copy that reports this progress at the beginning of the attempt, after what was added before. */
    public ScriptedAnswer progress(String kind, String text) {
        List<Note> more = new ArrayList<>(notes);
        more.add(new Note(kind, text));
        return new ScriptedAnswer(end, losesWorker, delay, usage, List.copyOf(more), question);
    }

    /**
     * Returns a copy that first asks a person to be allowed something, as an agent does that meets the permission {@code ask}. {@link
     * TestFleet#approve} lets it continue; after {@link TestFleet#reject} the attempt fails for good.
     *
     * @param about what is asked for, such as {@code bash: deploy.sh}
     */
    public ScriptedAnswer asking(String about) {
        return new ScriptedAnswer(end, losesWorker, delay, usage, notes, Optional.of(about));
    }

    Duration delay() {
        return delay;
    }

    boolean losesWorker() {
        return losesWorker;
    }

    List<Note> notes() {
        return notes;
    }

    Optional<String> question() {
        return question;
    }

    Usage usage() {
        return usage;
    }

    /** Returns how the attempt ends, with what it consumed. */
    Future<TaskResult> end(Attempt attempt) {
        Future<TaskResult> ended;
        try {
            ended = end.handle(attempt);
        } catch (RuntimeException e) {
            ended = Future.failedFuture(e);
        }
        return usage.equals(Usage.NONE)
                ? ended
                : ended.map(result -> result.usage(usage))
                        .recover(failure -> Future.failedFuture(
                                failure instanceof AttemptException known ? known.usage(usage) : failure));
    }
}
