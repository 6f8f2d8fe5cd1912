package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.error.ClosedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.workflow.Workflows;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a run while it is paused, and ends it when its time is up. The clock is a child task that no worker takes and that
 * fails by its queue timeout: so the time is the broker's, and continues when the driver dies. Confined to the context.
 */
final class RunGate implements Gate {
    private static final Logger log = LoggerFactory.getLogger(RunGate.class);
    private static final String CLOCK = "/+time-limit";
    private static final Duration AFTER_TIME_LIMIT = Duration.ofDays(1);

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final String runId;
    private final Optional<Duration> timeLimit;
    private final Runnable onTimeUp;
    private final Pauses pauses;
    private final List<Promise<Void>> held = new ArrayList<>();
    private long timer = -1;
    private boolean paused;
    private boolean over;
    private boolean closed;

    /**
     * Creates the gate of one run.
     *
     * @param onTimeUp called on the context when the run's time is up, if that is after it began
     */
    RunGate(
            Vertx vertx,
            Context context,
            CodefleetClient fleet,
            String runId,
            Optional<Duration> timeLimit,
            Runnable onTimeUp) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.runId = runId;
        this.timeLimit = timeLimit;
        this.onTimeUp = onTimeUp;
        this.pauses = new Pauses(fleet, runId);
    }

    /** Finds how the run stands; completes on the context. */
    Future<Void> open() {
        return startClock().compose(started -> look());
    }

    private Future<Void> startClock() {
        if (timeLimit.isEmpty()) {
            return Future.succeededFuture();
        }
        String id = runId + CLOCK;
        Task clock = Task.of("ends run " + runId + " when its time is up")
                .id(id)
                .parent(runId)
                .type(Workflows.TIME_LIMIT_TYPE)
                .placement(Placement.worker(id))
                .limits(TaskLimits.DEFAULT
                        .queueTimeout(timeLimit.get())
                        .deadline(timeLimit.get().plus(AFTER_TIME_LIMIT)))
                .retry(RetryPolicy.NONE);
        return onContext(fleet.submitTask(clock)).map(handle -> {
            Future<Outcome> end = handle.outcome();
            if (end.succeeded()) {
                over = isTimeUp(end.result());
            } else {
                onContext(end).onComplete(this::clockEnded);
            }
            return null;
        });
    }

    private static boolean isTimeUp(@Nullable Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.error().kind() == ErrorKind.QUEUE_TIMEOUT;
    }

    private void clockEnded(AsyncResult<Outcome> end) {
        if (closed) {
            return;
        }
        // Before the run has ended, only the end of the time ends the clock: a forgotten one has ended so.
        if (end.succeeded() ? isTimeUp(end.result()) : end.cause() instanceof TaskNotFoundException) {
            over = true;
            onTimeUp.run();
            release();
        } else if (end.failed() && !(end.cause() instanceof ClosedException)) {
            log.atDebug().addKeyValue("run", runId).setCause(end.cause()).log("the clock cannot be read; tried later");
            vertx.setTimer(
                    fleet.options().pollInterval().toMillis(),
                    id -> onContext(fleet.handle(runId + CLOCK).outcome()).onComplete(this::clockEnded));
        }
    }

    private Future<Void> look() {
        return onContext(pauses.current()).map(pause -> {
            if (pause.isPresent()) {
                hold(pause.get());
            } else {
                endPause();
                lookLater();
            }
            return null;
        });
    }

    /** Holds the run until its pause has ended, or cannot be followed and is looked for again. */
    private void hold(TaskHandle pause) {
        paused = true;
        onContext(pause.outcome()).onComplete(ended -> {
            if (ended.succeeded()) {
                endPause();
                look().onFailure(this::lookFailed);
            } else {
                lookFailed(ended.cause());
            }
        });
    }

    private void endPause() {
        paused = false;
        release();
    }

    private void release() {
        List<Promise<Void>> all = List.copyOf(held);
        held.clear();
        all.forEach(Promise::tryComplete);
    }

    private void lookLater() {
        if (!closed) {
            timer = vertx.setTimer(
                    fleet.options().pollInterval().toMillis(),
                    id -> context.runOnContext(v -> {
                        if (!closed) {
                            look().onFailure(this::lookFailed);
                        }
                    }));
        }
    }

    private void lookFailed(Throwable failure) {
        log.atDebug().addKeyValue("run", runId).setCause(failure).log("looking for a pause failed; done again later");
        boolean unreadable = failure instanceof TaskNotFoundException
                || failure instanceof MalformedDataException
                || failure instanceof UnsupportedVersionException;
        if (unreadable) {
            // Nobody could end a pause that cannot be read, and a run must not wait for ever.
            endPause();
        }
        lookLater();
    }

    private <T> Future<T> onContext(Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(ended -> context.runOnContext(v -> promise.handle(ended)));
        return promise.future();
    }

    @Override
    public Future<Void> pass() {
        if (!paused || over) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        held.add(promise);
        return promise.future();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** Stops the timer, and cancels the clock's task if the run has ended. */
    void close(boolean hasEnded) {
        closed = true;
        vertx.cancelTimer(timer);
        if (hasEnded && timeLimit.isPresent() && !over) {
            fleet.handle(runId + CLOCK).cancel("the run has ended");
        }
        if (hasEnded) {
            pauses.forget();
        }
    }
}
