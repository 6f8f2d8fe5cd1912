package io.codefleet.mapreduce;

import io.codefleet.Usage;
import io.codefleet.error.CodefleetException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a map-reduce: more items failed than its policy tolerates, its source of items failed, or its reduce failed.
 * Finished items are kept, and a new run under the same id reuses them. {@link io.codefleet.RunOptions#retryFailed} makes it
 * try failed items again.
 */
public final class MapReduceFailedException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    /** Absent after deserialization: items and their values are of the host's types. */
    private final transient @Nullable MapReduceResult<?, ?, ?> result;

    private final String runId;
    private final long done;
    private final long failed;
    private final long notStarted;
    private final Usage usage;

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
        this.runId = result.runId();
        this.done = result.done();
        this.failed = result.failed();
        this.notStarted = result.notStarted();
        this.usage = result.usage();
    }

    /**
     * Returns the partial result: the outcome and the usage of each item, without a value. After deserialization it has the
     * counts and the usage only.
     */
    public MapReduceResult<?, ?, ?> result() {
        return result != null
                ? result
                : new MapReduceResult<>(
                        runId, Optional.empty(), List.of(), done, failed, notStarted, usage, Optional.empty());
    }
}
