package io.codefleet;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * A task that was submitted. Several processes may hold a handle of one task. Its methods may be called from any thread.
 */
public interface TaskHandle {
    /** Returns the task's id. */
    String id();

    /**
     * Returns the outcome, once the task has ended. The future succeeds for a failed or cancelled task too: an outcome is
     * data. It fails with {@link io.codefleet.error.TaskNotFoundException} if the task does not exist, and with {@link
     * io.codefleet.error.ClosedException} if the client is closed first. An unavailable broker only delays it.
     */
    Future<Outcome> outcome();

    /**
     * Waits for the outcome for at most this long. Nothing of the wait is kept after its end, so that a server may ask as often
     * as its callers do. Fails as {@link #outcome()} does.
     *
     * @return the outcome, or nothing if the task has not ended by then
     */
    Future<Optional<Outcome>> outcome(Duration limit);

    /**
     * Waits as {@link #outcome(Duration)} does, and no longer than until a future completes, with success or without: so a server
     * ends the wait of a caller that is gone.
     *
     * @param until must complete in the end, as it holds the wait till then
     * @return the outcome, or nothing if the task has not ended by then
     */
    Future<Optional<Outcome>> outcome(Duration limit, Future<?> until);

    /**
     * Completes with the result of the completed task. Fails with {@link TaskFailedException} or
     * {@link TaskCancelledException} if it has none, and otherwise as {@link #outcome()} does.
     */
    default Future<TaskResult> result() {
        return outcome().map(Outcome::resultOrThrow);
    }

    /**
     * Returns the full record of the task as it is now. Fails with {@link io.codefleet.error.TaskNotFoundException} if there
     * is none.
     */
    Future<TaskInfo> status();

    /**
     * Returns a stream of the progress that the task's attempts report from now on. It ends with the task. Delivery is best
     * effort: a slow reader may miss some; one that pauses the stream keeps at most the last thousand, and
     * {@link EventStream#dropped()} counts the others.
     */
    EventStream<Progress> progress();

    /**
     * Cancels the task and its children. A waiting task ends at once, a running one when its worker has stopped it. A result
     * that is reported before the cancel reaches the worker stands.
     *
     * @param reason why, for the outcome
     */
    Future<CancelResult> cancel(String reason);
}
