package io.codefleet.opentelemetry;

import io.codefleet.Attempt.StopReason;
import io.codefleet.ErrorKind;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Status of the spans of an attempt that fail. An agent that is stopped fails as if it were disturbed. That is not an error if
 * its task was cancelled or handed back. Thread-safe.
 */
final class StopStatus {
    private final Future<StopReason> requested;

    /**
     * Creates the status of an attempt.
     *
     * @param requested as {@link io.codefleet.Attempt#stopRequested()}
     */
    StopStatus(Future<StopReason> requested) {
        this.requested = requested;
    }

    /** Returns why the attempt is to stop; absent if it is not. */
    Optional<StopReason> reason() {
        return Optional.ofNullable(requested.result());
    }

    /** Marks a span as failed, unless what it shows was stopped by intent. */
    void fail(Span span) {
        if (!isIntended()) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /**
     * Marks a span as failed, unless what it shows was stopped by intent.
     *
     * @param type the type of the error, unless the attempt took too long
     */
    void fail(Span span, String type) {
        fail(span);
        if (!isIntended()) {
            boolean late = reason().filter(why -> why == StopReason.TIMED_OUT).isPresent();
            span.setAttribute(TaskAttributes.ERROR_TYPE, late ? ErrorKind.ATTEMPT_TIMEOUT.code() : type);
        }
    }

    private boolean isIntended() {
        return reason().filter(why -> why == StopReason.CANCELLED || why == StopReason.HANDED_BACK)
                .isPresent();
    }
}
