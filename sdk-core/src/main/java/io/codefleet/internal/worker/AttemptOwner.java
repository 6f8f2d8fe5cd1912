package io.codefleet.internal.worker;

import io.codefleet.Checkpoint;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Lease;
import io.vertx.core.Future;
import java.time.Duration;

/** Operations of a worker for the attempts that it runs. */
interface AttemptOwner {
    /** Runs an action on the worker's context: at once if this is it. */
    void onContext(Runnable action);

    long setTimer(long millis, Runnable action);

    void cancelTimer(long timer);

    /** Reports the end of an attempt, unless its lease is known to be lost. */
    void report(AttemptRun run, AttemptReport report);

    /** Notes that the handler has ended and its slot is free. */
    void ended(AttemptRun run);

    /** Returns how long a handler may run on after it was asked to stop. */
    Duration stopGrace();

    /** Returns the retry policy of tasks that name none. */
    RetryPolicy retry();

    /** Fails with {@link io.codefleet.error.LeaseLostException} if the lease is gone. */
    Future<Void> checkpoint(Lease lease, Checkpoint checkpoint);

    /** Publishes progress if the lease is held; returns whether the task has watchers. */
    Future<Boolean> progress(Lease lease, Progress progress);
}
