package io.codefleet.mapreduce;

import io.codefleet.error.CodefleetException;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a map-reduce: more items failed than its policy tolerates, its source of items failed, or its reduce failed.
 * Finished items are kept, and a new run under the same id reuses them. {@link io.codefleet.RunOptions#retryFailed} makes it
 * try failed items again.
 */
public final class MapReduceFailedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final transient MapReduceResult<?, ?, ?> result;

    /**
     * Creates the exception.
     *
     * @param result what there is
     * @param reason what went wrong
     * @param cause the first error
     */
    public MapReduceFailedException(MapReduceResult<?, ?, ?> result, String reason, @Nullable Throwable cause) {
        super(
                "run " + result.runId() + " failed: " + reason + " (" + result.done() + " items done, "
                        + result.failed() + " failed, " + result.notStarted() + " not started)",
                false,
                cause);
        this.result = result;
    }

    /** Returns the partial result: the outcome and the usage of each item, without a value. */
    public MapReduceResult<?, ?, ?> result() {
        return result;
    }
}
