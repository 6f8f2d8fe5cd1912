package io.codefleet;

import io.vertx.core.Future;

/**
 * A run of many tasks, driven by this process. Its methods may be called from any thread. If the process dies, start the same
 * run again under the same id: it reuses the tasks that have finished.
 *
 * @param <R> what it gives in the end
 */
public interface Run<R> {
    /** Returns its id, with which the ids of its children begin. */
    String id();

    /**
     * Completes with the result of the run. When it completes, no child of the run is under way any more. Fails with
     * {@link io.codefleet.error.RunCancelledException} if the run was cancelled, with
     * {@link io.codefleet.error.ClosedException} if the client is closed first, and as the kind of run defines.
     */
    Future<R> result();

    /** Returns how far it is: now, and at changes some times a second. Ends with the run. */
    EventStream<RunProgress> progress();

    /**
     * Cancels the run: it starts no new child and cancels those under way, as {@code fleet.handle(id).cancel(reason)} in any
     * process does. A run in another process learns of it through its cancelled children.
     *
     * @param reason why, for the outcomes
     */
    Future<CancelResult> cancel(String reason);
}
