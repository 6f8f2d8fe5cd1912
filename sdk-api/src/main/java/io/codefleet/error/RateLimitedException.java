package io.codefleet.error;

import io.codefleet.time.DurationText;
import java.time.Duration;

/** A client submits faster than the namespace allows it. Retryable: submit again after {@link #retryAfter()}. */
public final class RateLimitedException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final String actor;
    private final Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param actor who submits
     * @param retryAfter when a task will be taken again
     */
    public RateLimitedException(String actor, Duration retryAfter) {
        super(
                actor + " submits faster than submitRate allows; submit again after " + DurationText.format(retryAfter)
                        + ", or raise submitRate",
                true,
                null);
        this.actor = actor;
        this.retryAfter = retryAfter;
    }

    /** Returns who submits too fast. */
    public String actor() {
        return actor;
    }

    /** Returns the wait after which one more task is accepted. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
