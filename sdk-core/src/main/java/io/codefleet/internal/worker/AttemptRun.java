package io.codefleet.internal.worker;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.BrokerErrors;
import io.codefleet.broker.Lease;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's life: it runs, may be asked to stop, and ends in one report. Confined to the worker's context, but for what
 * {@link Attempt} offers to the handler.
 */
final class AttemptRun implements Attempt {
    private static final Logger log = LoggerFactory.getLogger(AttemptRun.class);
    /** Before another worker, or this one, gets a task that this one cannot read. */
    private static final Duration HAND_BACK_DELAY = Duration.ofSeconds(5);

    private final Assignment assignment;
    private final AttemptOwner owner;
    private final long startedNanos = System.nanoTime();
    private final Promise<StopReason> stop = Promise.promise();
    private final ProgressPublisher publisher;
    private @Nullable StopReason stopReason;
    private String cancelReason = "";
    private boolean reported;
    private boolean handlerEnded;
    private long timeoutTimer = -1;
    private long graceTimer = -1;

    AttemptRun(Assignment assignment, AttemptOwner owner) {
        this.assignment = assignment;
        this.owner = owner;
        this.publisher = new ProgressPublisher(owner, progress -> owner.progress(lease(), progress));
    }

    Lease lease() {
        return assignment.lease();
    }

    /** Calls the handler; on the context. */
    void start(TaskHandler handler) {
        long timeout = task().limits().attemptTimeout().toMillis();
        timeoutTimer = owner.setTimer(timeout, () -> stop(StopReason.TIMED_OUT, ""));
        GuardedCall.of(() -> handler.handle(this))
                .compose(result -> result == null
                        ? Future.failedFuture(new NullPointerException("null in place of a result"))
                        : Future.succeededFuture(result))
                .onComplete(ended -> owner.onContext(() -> handlerEnded(ended)));
    }

    /** Asks the handler to stop, once; on the context. */
    void stop(StopReason reason, String why) {
        if (stopReason != null || handlerEnded) {
            return;
        }
        stopReason = reason;
        cancelReason = why;
        owner.cancelTimer(timeoutTimer);
        graceTimer = owner.setTimer(owner.stopGrace().toMillis(), () -> reportWithoutHandler(reason));
        stop.complete(reason);
    }

    private void reportWithoutHandler(StopReason reason) {
        log.atWarn()
                .addKeyValue("worker", workerId())
                .addKeyValue("task", lease().taskId())
                .addKeyValue("attempt", number())
                .addKeyValue("stopped", reason)
                .log("the handler was asked to stop and continues; its slot is taken until it ends");
        report(endOfStopped(reason, Usage.NONE));
    }

    private void handlerEnded(AsyncResult<TaskResult> ended) {
        handlerEnded = true;
        publisher.end();
        owner.cancelTimer(timeoutTimer);
        owner.cancelTimer(graceTimer);
        StopReason reason = stopReason;
        if (ended.succeeded()) {
            // Also where the lease may be lost: the broker takes the result only if the token is still valid.
            report(new AttemptReport.Completed(lease(), ended.result().duration(ranFor())));
        } else if (reason != null) {
            report(endOfStopped(reason, usageOf(ended)));
        } else {
            report(endOfFailed(ended));
        }
        owner.ended(this);
    }

    private void report(AttemptReport report) {
        if (!reported) {
            reported = true;
            owner.report(this, report);
        }
    }

    /**
     * Returns the report of a stopped attempt. One that has only not been renewed is handed back: the lease need not run out
     * first, and what the attempt consumed is counted.
     */
    private AttemptReport endOfStopped(StopReason reason, Usage usage) {
        return switch (reason) {
            case CANCELLED -> new AttemptReport.Cancelled(lease(), cancelReason, usage);
            case HANDED_BACK, LEASE_LOST -> new AttemptReport.Released(lease(), usage);
            case TIMED_OUT ->
                failure(BrokerErrors.attemptTimeout(task().limits().attemptTimeout()), usage);
        };
    }

    /**
     * Returns the report of a failed attempt. A task that a newer version wrote is handed back for a newer worker: that does
     * not count as a failure of the task.
     */
    private AttemptReport endOfFailed(AsyncResult<TaskResult> ended) {
        if (ended.cause() instanceof UnsupportedVersionException newer) {
            log.atWarn()
                    .addKeyValue("task", lease().taskId())
                    .addKeyValue("worker", workerId())
                    .addKeyValue("version", newer.found())
                    .addKeyValue("supported", newer.supported())
                    .log("a task was written by a newer version; it is handed back; update the worker");
            return new AttemptReport.Released(lease(), Usage.NONE, HAND_BACK_DELAY);
        }
        return failure(errorOf(ended.cause()), usageOf(ended));
    }

    private static TaskError errorOf(Throwable cause) {
        if (cause instanceof AttemptException failure) {
            return failure.error();
        }
        return TaskError.of(
                ErrorKind.TRANSIENT, "the handler failed: " + cause.getClass().getName() + ": " + cause.getMessage());
    }

    /** Returns what an attempt without a result consumed, if its handler reported it. */
    private static Usage usageOf(AsyncResult<TaskResult> ended) {
        return ended.cause() instanceof AttemptException failure ? failure.usage() : Usage.NONE;
    }

    private AttemptReport failure(TaskError error, Usage usage) {
        int failures = assignment.failures() + 1;
        RetryPolicy policy = task().retry().orElse(owner.retry());
        Optional<Duration> wait =
                policy.waitAfter(error, failures, ThreadLocalRandom.current().nextDouble());
        return new AttemptReport.Failed(lease(), error.at(number(), workerId()), wait, usage);
    }

    Duration ranFor() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    @Override
    public Task task() {
        return assignment.task();
    }

    @Override
    public int number() {
        return lease().attempt();
    }

    @Override
    public String workerId() {
        return lease().workerId();
    }

    @Override
    public void progress(String kind, String text, Map<String, ?> data) {
        Progress progress;
        try {
            progress = new Progress(lease().taskId(), number(), Instant.now(), kind, text, Map.copyOf(data));
        } catch (RuntimeException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("task", lease().taskId())
                    .log("progress that cannot be published is dropped");
            return;
        }
        owner.onContext(() -> {
            if (!handlerEnded) {
                publisher.publish(progress);
            }
        });
    }

    @Override
    public Future<Void> checkpoint(Map<String, ?> state) {
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.of(state);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        Promise<Void> saved = Promise.promise();
        owner.onContext(() -> GuardedCall.of(() -> owner.checkpoint(lease(), checkpoint))
                .onFailure(failure -> owner.onContext(() -> stopIfLost(failure)))
                .onComplete(saved));
        return saved.future();
    }

    private void stopIfLost(Throwable failure) {
        if (failure instanceof LeaseLostException) {
            stop(StopReason.LEASE_LOST, "");
        }
    }

    @Override
    public Optional<Map<String, Object>> lastCheckpoint() {
        return assignment.checkpoint().map(Checkpoint::state);
    }

    @Override
    public Future<StopReason> stopRequested() {
        return stop.future();
    }
}
