package io.codefleet;

import io.vertx.core.Future;

/** A bulk submit under way. Its methods may be called from any thread. */
public interface BulkSubmit {
    /**
     * Succeeds when every task of the source is settled, or after {@link #cancel()} when what was under way is. Fails with
     * {@link BulkSubmitException}, which tells what was settled before, if the source fails, the client is closed, the broker
     * refuses, or the patience is at its end.
     */
    Future<BulkSubmitResult> result();

    /** How it stands now. */
    BulkProgress progress();

    /** Takes no more tasks from the source and sends nothing again. What is submitted stays submitted. */
    void cancel();
}
