package io.codefleet.internal.worker;

import io.codefleet.Checkpoint;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Operations of a worker for the attempts that it runs. */
interface RunOwner {
    /** Runs an action on the worker's context: at once if this is it. */
    void onContext(Runnable action);

    long setTimer(long millis, Runnable action);

    void cancelTimer(long timer);

    /** The attempt has something to report; null: it ends without a word, as its lease is lost. */
    void report(AttemptRun run, @Nullable AttemptReport report);

    /** The handler has ended and its slot is free. */
    void ended(AttemptRun run);

    /** How long a handler that was asked to stop may take. */
    Duration stopGrace();

    /** The retry policy of tasks that name none. */
    RetryPolicy retry();

    /** Fails with {@link io.codefleet.error.LeaseLostException} if the lease is gone. */
    Future<Void> checkpoint(Lease lease, Checkpoint checkpoint);

    /** Publishes progress if the lease is held; returns whether the task has watchers. */
    Future<Boolean> progress(Lease lease, Progress progress);
}
