package io.codefleet.control.alerts;

import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;

/**
 * Threshold at which a rule fires.
 *
 * @param enabled whether it is evaluated
 * @param threshold the value above which it fires; its unit is that of the rule
 * @param duration for how long the condition must hold
 */
public record AlertThreshold(boolean enabled, double threshold, Duration duration) {
    /** @throws InvalidInputException if the threshold or the duration is negative */
    public AlertThreshold {
        if (Double.isNaN(threshold) || threshold < 0) {
            throw new InvalidInputException("alerts.threshold", "is " + threshold + ", must not be negative");
        }
        if (duration.isNegative()) {
            throw new InvalidInputException(
                    "alerts.duration", "is " + DurationText.format(duration) + ", must not be negative");
        }
    }

    static AlertThreshold of(AlertRule rule) {
        return new AlertThreshold(true, rule.threshold(), rule.duration());
    }
}
