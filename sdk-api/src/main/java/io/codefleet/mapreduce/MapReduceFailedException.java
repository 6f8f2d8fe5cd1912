package io.codefleet.mapreduce;

import io.codefleet.error.CodefleetException;
import org.jspecify.annotations.Nullable;

/**
 * A map-reduce did not come to a value: more items failed than its policy bears, its source of items failed, or its reduce did.
 * What is finished stays: running again under the same id takes it; failed items are tried again with {@link
 * io.codefleet.RunOptions#retryFailed}.
 */
public final class MapReduceFailedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final transient MapReduceResult<?, ?, ?> result;

    /**
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

    /** What there is: how each item ended, and what it cost; without a value. */
    public MapReduceResult<?, ?, ?> result() {
        return result;
    }
}
