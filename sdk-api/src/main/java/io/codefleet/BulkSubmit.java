package io.codefleet;

import io.vertx.core.Future;

/** A bulk submit under way. Its methods may be called from any thread. */
public interface BulkSubmit {
    /**
     * Returns the result. The future succeeds when every task of the source is settled, or, after {@link #cancel()}, when the
     * batches under way are. It fails with {@link BulkSubmitException}, which holds the part that is settled, if the source
     * fails, the client is closed, the broker refuses, or the patience of the options has passed.
     */
    Future<BulkSubmitResult> result();

    /** Returns the current progress. */
    BulkProgress progress();

    /**
     * Stops the bulk submit: it takes no more tasks from the source and sends nothing again. Submitted tasks stay submitted.
     */
    void cancel();
}
