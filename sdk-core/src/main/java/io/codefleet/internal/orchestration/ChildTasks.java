package io.codefleet.internal.orchestration;

import io.codefleet.Backoff;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.Usage;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of one run: submits each under an id derived from the run's, with the run as its parent, as many at once as the
 * run may have, and none past its budget. A child that is finished from an earlier run of this id is not run again: its
 * submit gives its outcome.
 *
 * <p>Use it on its context only; futures complete there.
 */
public final class ChildTasks {
    private static final Logger log = LoggerFactory.getLogger(ChildTasks.class);
    private static final Backoff SUBMIT_AGAIN = Backoff.exponential(Duration.ofMillis(200), Duration.ofSeconds(10));
    /** How many times a submit is tried: about ten minutes of a broker that is away, or of a full queue. */
    private static final int SUBMITS = 60;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final RunOptions options;
    private final Queue<Child> waiting = new ArrayDeque<>();
    private final Map<String, Child> underWay = new HashMap<>();
    private final Promise<CodefleetException> aborted = Promise.promise();
    private Usage usage = Usage.NONE;
    private @Nullable CodefleetException stopped;

    /** A child from its call to its outcome. */
    private static final class Child {
        final String id;
        /** What is submitted: the child, or the task that runs it again. */
        Task task;

        int again;
        final Promise<ChildOutcome> promise = Promise.promise();
        boolean isStored;

        @Nullable
        String cancelReason;

        Child(Task task) {
            this.id = task.id();
            this.task = task;
        }
    }

    /**
     * End of a child.
     *
     * @param outcome its outcome
     * @param found whether it had ended before this run asked for it: nothing was paid for it now
     */
    public record ChildOutcome(Outcome outcome, boolean found) {}

    ChildTasks(Vertx vertx, Context context, CodefleetClient fleet, RunOptions options) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.options = options;
    }

    /** Returns the usage of the children whose outcomes have come, with all their attempts. */
    public Usage usage() {
        return usage;
    }

    /** Returns how many children are submitted and have no outcome yet. */
    public int underWay() {
        return underWay.size();
    }

    /** Returns how many more children would be submitted at once. */
    public int free() {
        return stopped != null ? 0 : Math.max(0, options.concurrency() - underWay.size() - waiting.size());
    }

    /**
     * Completes when the run is ended from outside, with what its result then fails with: {@link RunCancelledException} if
     * anyone in any process cancelled it, {@link ClosedException} if the client was closed. Never, if it is not.
     */
    public Future<CodefleetException> aborted() {
        return aborted.future();
    }

    /** Returns the id of a child. */
    public String idOf(String name) {
        return options.id() + "/" + name;
    }

    /**
     * Runs a child when there is room for it. The same name must always go with the same content: the second is refused
     * otherwise.
     *
     * <p>Fails with {@link BudgetExceededException} if it was not started for that; with {@link RunCancelledException} if it
     * was not started as the run was stopped before; with what a submit fails with, where trying again for some minutes did
     * not help; and as {@link TaskHandle#outcome} does.
     *
     * @param name its id within the run, such as {@code map#3}
     * @param task its content; its id and parent are set here
     */
    public Future<ChildOutcome> run(String name, Task task) {
        Child child;
        try {
            child = new Child(task.id(idOf(name)).parent(options.id()).inheritHeaders(options.headers()));
        } catch (CodefleetException e) {
            return Future.failedFuture(e);
        }
        waiting.add(child);
        fill();
        return child.promise.future();
    }

    private void fill() {
        while (underWay.size() < options.concurrency() && !waiting.isEmpty()) {
            Child child = waiting.remove();
            if (stopped != null) {
                child.promise.fail(stopped);
            } else {
                underWay.put(child.id, child);
                start(child);
            }
        }
    }

    private CodefleetException notStarted(String reason) {
        return new RunCancelledException(options.id(), reason);
    }

    private void start(Child child) {
        Optional<String> reached = options.budget().exceededBy(usage);
        Future<TaskHandle> stored = reached.isEmpty() ? submit(child, 1) : find(child, reached.get());
        stored.onComplete(handle -> onContext(() -> {
            if (handle.failed()) {
                fail(child, handle.cause());
            } else {
                follow(child, handle.result());
            }
        }));
    }

    /**
     * Runs a step on the context. It does so at once where this is the context already, as it is for most of many thousand
     * children.
     */
    private void onContext(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(v -> step.run());
        }
    }

    /**
     * Submits a child that an earlier run has paid for, and fails for any other: such a child belongs to the run, whatever
     * its budget.
     */
    private Future<TaskHandle> find(Child child, String reached) {
        return fleet.task(child.task.id())
                .compose(known -> known.isPresent()
                        ? submit(child, 1)
                        : Future.failedFuture(new BudgetExceededException(options.id(), reached)));
    }

    /** Submits a child, again where that may help, but never after the run was stopped: nobody would wait for it. */
    private Future<TaskHandle> submit(Child child, int attempt) {
        if (child.cancelReason != null) {
            return Future.failedFuture(notStarted(child.cancelReason));
        }
        if (stopped != null) {
            return Future.failedFuture(stopped);
        }
        return fleet.submitTask(child.task).recover(failure -> {
            boolean passing = failure instanceof CodefleetException refusal && refusal.retryable();
            if (!passing || attempt == SUBMITS) {
                return Future.failedFuture(failure);
            }
            Duration delay = SUBMIT_AGAIN.delayAfter(attempt, 0.5);
            log.atDebug()
                    .addKeyValue("task", child.task.id())
                    .addKeyValue("delay", DurationText.format(delay))
                    .setCause(failure)
                    .log("submit of a child failed; tried again");
            return later(delay).compose(passed -> submit(child, attempt + 1));
        });
    }

    /** Completes on the context after the delay. */
    private Future<Void> later(Duration delay) {
        Promise<Void> passed = Promise.promise();
        vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(v -> context.runOnContext(on -> passed.complete()));
        return passed.future();
    }

    private void follow(Child child, TaskHandle handle) {
        child.isStored = true;
        if (child.cancelReason != null) {
            cancelStored(child);
        }
        Future<Outcome> outcome = handle.outcome();
        boolean found = outcome.isComplete();
        outcome.onComplete(ended -> onContext(() -> {
            if (ended.failed()) {
                fail(child, ended.cause());
            } else if (found && options.retryFailed() && !ended.result().isCompleted()) {
                usage = usage.plus(ended.result().usage());
                runAgain(child);
            } else {
                end(child, ended.result(), found);
            }
        }));
    }

    /**
     * Runs a failed child again. The new task has the id of a replay, so that the run finds one that a person has replayed by
     * hand.
     */
    private void runAgain(Child child) {
        child.again++;
        child.isStored = false;
        child.task = child.task.id(child.id + "~" + child.again);
        start(child);
    }

    private void fail(Child child, Throwable failure) {
        underWay.remove(child.id);
        child.promise.tryFail(failure);
        fill();
    }

    private void end(Child child, Outcome outcome, boolean found) {
        underWay.remove(child.id);
        usage = usage.plus(outcome.usage());
        // Of this run, or of a task above it: each ancestor of a child is the run or an ancestor of the run.
        if (outcome instanceof Outcome.Cancelled cancel && cancel.ancestorId().isPresent()) {
            stopAsCancelled(cancel.reason());
        }
        child.promise.tryComplete(new ChildOutcome(outcome, found));
        fill();
    }

    private void stopAsCancelled(String reason) {
        stop(reason);
        aborted.tryComplete(new RunCancelledException(options.id(), reason));
    }

    /**
     * Ends the run because its task was cancelled: {@link #aborted} completes, no new child starts, and those under way are
     * cancelled. The broker cancels the children that it has; a submit may reach it only afterward.
     */
    public void endCancelled(String reason) {
        // First: who drives the run must not take the end of a child for a failure that the run reacts to.
        aborted.tryComplete(new RunCancelledException(options.id(), reason));
        stop(reason);
    }

    /** Starts no new child and cancels those under way, for a reason within the run. */
    public void stop(String reason) {
        if (stopped == null) {
            stopped = notStarted(reason);
            List.copyOf(underWay.values()).forEach(child -> cancel(child, reason));
            failWaiting(stopped);
        }
    }

    /**
     * Ends every wait, as the client is closed or another process drives the run. The children are left to the process that
     * runs this id again.
     */
    public void close() {
        CodefleetException closed = new ClosedException("the client");
        stopped = closed;
        List<Child> left = List.copyOf(underWay.values());
        underWay.clear();
        left.forEach(child -> child.promise.tryFail(closed));
        failWaiting(closed);
        aborted.tryComplete(closed);
    }

    private void failWaiting(CodefleetException reason) {
        List<Child> left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(child -> child.promise.tryFail(reason));
    }

    /** Cancels one child: it is not started, or cancelled where it runs; nothing happens if it has ended. */
    public void cancel(String name, String reason) {
        String id = idOf(name);
        Child child = underWay.get(id);
        if (child != null) {
            cancel(child, reason);
            return;
        }
        waiting.stream().filter(each -> each.id.equals(id)).findFirst().ifPresent(each -> {
            waiting.remove(each);
            each.promise.fail(notStarted(reason));
        });
    }

    private void cancel(Child child, String reason) {
        boolean first = child.cancelReason == null;
        child.cancelReason = reason;
        if (first && child.isStored) {
            cancelStored(child);
        }
    }

    /** Cancels a stored child, and repeats it until it is accepted or the child has ended: a lost cancel would cost money. */
    private void cancelStored(Child child) {
        fleet.handle(child.task.id())
                .cancel(String.valueOf(child.cancelReason))
                .onFailure(failure -> later(Duration.ofSeconds(1)).onSuccess(v -> {
                    if (underWay.containsKey(child.id)) {
                        cancelStored(child);
                    }
                }));
    }

    /** Cancels the run: its children under way in every process, and what this one has not started. */
    public Future<CancelResult> cancelRun(String reason) {
        Promise<CancelResult> answer = Promise.promise();
        context.runOnContext(v -> {
            stopAsCancelled(reason);
            fleet.handle(options.id()).cancel(reason).onComplete(answer);
        });
        return answer.future();
    }
}
