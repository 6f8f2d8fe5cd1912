package io.codefleet;

import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;

/**
 * Delay between a failed attempt of a task and the next. The wait after the n-th failure is {@code initialDelay}
 * (fixed), {@code n × initialDelay} (linear) or {@code initialDelay × 2^(n-1)} (exponential), at most {@code maxDelay}, and
 * then moved by up to {@code ± jitter} of itself so that retries do not come in step.
 *
 * @param growth how the wait grows; default exponential
 * @param initialDelay the first wait; default one second
 * @param maxDelay the longest wait before the jitter, which can add to it; default five minutes
 * @param jitter the share of the wait that chance may add or take, from 0 to 1; default 0.2
 */
public record Backoff(Growth growth, Duration initialDelay, Duration maxDelay, double jitter) {
    /** Growth of a wait from failure to failure. */
    public enum Growth implements Coded {
        /** Always the same. */
        FIXED("FIXED"),
        /** By the first wait each time. */
        LINEAR("LINEAR"),
        /** Twice the last. */
        EXPONENTIAL("EXPONENTIAL");

        private final String code;

        Growth(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** Exponential from one second to five minutes, with a jitter of 0.2. */
    public static final Backoff DEFAULT =
            new Backoff(Growth.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2);

    /** @throws InvalidInputException if a delay is negative, the maximum below the first, or the jitter out of range */
    public Backoff {
        Check.notNegative("backoff.initialDelay", initialDelay);
        Check.notNegative("backoff.maxDelay", maxDelay);
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw new InvalidInputException(
                    "backoff.maxDelay",
                    "is " + DurationText.format(maxDelay) + ", shorter than the initial delay of "
                            + DurationText.format(initialDelay));
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new InvalidInputException("backoff.jitter", "is " + jitter + ", must be from 0 to 1");
        }
    }

    /** Creates a backoff that is always the same wait, without jitter. */
    public static Backoff fixed(Duration delay) {
        return new Backoff(Growth.FIXED, delay, delay, 0);
    }

    /** Returns a wait that grows by {@code initialDelay} each time, with the default jitter. */
    public static Backoff linear(Duration initialDelay, Duration maxDelay) {
        return new Backoff(Growth.LINEAR, initialDelay, maxDelay, DEFAULT.jitter());
    }

    /** Returns a wait that doubles each time, with the default jitter. */
    public static Backoff exponential(Duration initialDelay, Duration maxDelay) {
        return new Backoff(Growth.EXPONENTIAL, initialDelay, maxDelay, DEFAULT.jitter());
    }

    /**
     * Returns how long to wait after a failure.
     *
     * @param failures how many attempts have failed, from 1
     * @param chance where in the jitter's range the wait lies, from 0 to 1; a random number in production
     */
    public Duration delayAfter(int failures, double chance) {
        Check.range("failures", failures, 1, Integer.MAX_VALUE);
        double factor = switch (growth) {
            case FIXED -> 1;
            case LINEAR -> failures;
            case EXPONENTIAL -> Math.pow(2, failures - 1.0);
        };
        double grown = Math.min(initialDelay.toMillis() * factor, maxDelay.toMillis());
        return Duration.ofMillis(Math.round(grown * (1 + jitter * (2 * chance - 1))));
    }
}
