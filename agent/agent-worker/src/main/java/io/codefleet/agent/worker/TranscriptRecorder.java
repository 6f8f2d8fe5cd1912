package io.codefleet.agent.worker;

import io.codefleet.AgentActivity;
import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.transcript.TranscriptStep;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Recorder of the steps of one attempt. It stores them from time to time, so that a worker that is killed leaves those that were
 * stored. Nothing that fails here reaches the attempt: it is logged and counted.
 */
final class TranscriptRecorder implements AttemptTranscript {
    private static final Logger log = LoggerFactory.getLogger(TranscriptRecorder.class);
    /** How long the end of an attempt waits for its transcript. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Attempt attempt;
    private final TranscriptSettings settings;
    private final StepText texts;
    private final InstantSource clock;
    private final Consumer<Attempt> onFailure;
    private final TranscriptWriter writer;
    /** All below is guarded by this. */
    private final TranscriptBuffer buffer;

    private final Map<String, TranscriptStep> running = new LinkedHashMap<>();
    private final StreamedText streamed;
    private final Promise<Void> stored = Promise.promise();
    private boolean waiting;
    private boolean writing;
    private boolean closed;
    private boolean lastWrite;
    private boolean failedBefore;

    /**
     * Creates the recorder of an attempt.
     *
     * @param documents where it stores the transcript
     * @param onFailure is called for each write that fails
     */
    TranscriptRecorder(
            Vertx vertx,
            Attempt attempt,
            Documents documents,
            TranscriptSettings settings,
            SecretMask mask,
            InstantSource clock,
            Consumer<Attempt> onFailure) {
        this.vertx = vertx;
        this.attempt = attempt;
        this.settings = settings;
        this.texts = new StepText(mask, settings.maxTextBytes());
        this.streamed = new StreamedText(mask);
        this.clock = clock;
        this.onFailure = onFailure;
        this.writer =
                new TranscriptWriter(documents, new DocumentOwner(attempt.task().id(), attempt.number()));
        this.buffer = new TranscriptBuffer(settings.maxBytes());
    }

    @Override
    public void record(Agent.Event event) {
        guarded(() -> take(event));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void take(Agent.Event event) {
        if (event instanceof Agent.Event.Recorded recorded) {
            take(recorded);
        } else if (event instanceof Agent.Event.TextDelta delta) {
            stream(delta.text());
        } else if (event instanceof Agent.Event.Activity shown
                && shown.activity() instanceof AgentActivity.TurnEnded turn) {
            turnEnded(turn);
        } else if (event instanceof Agent.Event.Asked asked) {
            asked.decision()
                    .future()
                    .onComplete(decided -> guarded(() -> add(new TranscriptStep.Approval(
                            now(),
                            asked.kind(),
                            asked.about(),
                            decided.succeeded() && decided.result().allowed()))));
        } else if (event instanceof Agent.Event.Note note && !note.kind().equals("todo")) {
            add(new TranscriptStep.Note(now(), note.kind(), note.text()));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private synchronized void take(Agent.Event.Recorded recorded) {
        if (recorded.step() instanceof TranscriptStep.AgentMessage) {
            streamed.clear();
        }
        if (recorded.ended()) {
            running.remove(recorded.id());
            add(recorded.step());
        } else if (!closed) {
            running.put(recorded.id(), texts.bounded(recorded.step()));
            buffer.touch();
            schedule();
        }
    }

    /** Keeps what the agent says while it says it: the whole text comes once it is complete. */
    private synchronized void stream(String words) {
        if (!closed) {
            streamed.add(now(), words);
            buffer.touch();
            schedule();
        }
    }

    /** Keeps what an agent said in a turn that failed: the whole text does not come, and the next turn has a text of its own. */
    private synchronized void turnEnded(AgentActivity.TurnEnded turn) {
        if (turn.error().isPresent()) {
            streamed.step().ifPresent(this::add);
        }
        streamed.clear();
    }

    /** Returns what has begun and not ended. */
    private List<TranscriptStep> unfinished() {
        List<TranscriptStep> steps = new ArrayList<>(running.values());
        streamed.step().map(texts::bounded).ifPresent(steps::add);
        return steps;
    }

    private synchronized void add(TranscriptStep step) {
        if (!closed) {
            buffer.add(texts.bounded(step));
            schedule();
        }
    }

    private void schedule() {
        if (!waiting && !closed) {
            waiting = true;
            vertx.setTimer(settings.interval().toMillis(), timer -> guarded(this::flush));
        }
    }

    private synchronized void flush() {
        waiting = false;
        if (!writing && !closed) {
            write();
        }
    }

    private void write() {
        writing = true;
        Map<Integer, String> parts = buffer.takeChanged(unfinished());
        Future<Boolean> written = Future.succeededFuture(true);
        for (Map.Entry<Integer, String> part : parts.entrySet()) {
            written = written.compose(
                    before -> before ? writer.write(part.getKey(), part.getValue()) : Future.succeededFuture(false));
        }
        written.onComplete(done -> guarded(() -> written(parts, done)));
    }

    private synchronized void written(Map<Integer, String> parts, AsyncResult<Boolean> done) {
        writing = false;
        if (done.failed()) {
            parts.keySet().forEach(buffer::failed);
            failed(done.cause());
            if (!closed) {
                schedule();
            }
        } else if (!done.result()) {
            // the broker does not hold the task any more
            closed = true;
            lastWrite = true;
        }
        if (closed) {
            writeLast();
        }
    }

    /** Writes what is left, once: the end of the attempt does not wait for another try. */
    private void writeLast() {
        if (lastWrite) {
            stored.tryComplete();
        } else {
            lastWrite = true;
            write();
        }
    }

    private synchronized void failed(Throwable why) {
        // the first failure says it; the others are counted
        log.atLevel(failedBefore ? Level.DEBUG : Level.WARN)
                .addKeyValue("task", attempt.task().id())
                .addKeyValue("attempt", attempt.number())
                .addKeyValue("why", why.getMessage())
                .log("could not store a transcript");
        failedBefore = true;
        onFailure.accept(attempt);
    }

    @Override
    public Future<Void> end(AsyncResult<TaskResult> ended) {
        guarded(() -> close(ended));
        long timer = vertx.setTimer(PATIENCE.toMillis(), late -> stored.tryComplete());
        return stored.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private synchronized void close(AsyncResult<TaskResult> ended) {
        running.values().forEach(step -> buffer.add(texts.bounded(step)));
        running.clear();
        if (ended.failed()) {
            streamed.step().map(texts::bounded).ifPresent(buffer::add);
            String kind = ended.cause() instanceof AttemptException known
                    ? known.error().kind().code()
                    : "";
            buffer.add(texts.bounded(new TranscriptStep.Note(
                    now(), "end", kind + ": " + String.valueOf(ended.cause().getMessage()))));
        }
        closed = true;
        if (buffer.isEmpty()) {
            stored.tryComplete();
            return;
        }
        buffer.complete();
        if (!writing) {
            writeLast();
        }
    }
}
