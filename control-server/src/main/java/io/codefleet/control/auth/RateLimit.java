package io.codefleet.control.auth;

import io.codefleet.error.InvalidInputException;

/**
 * Limit of the rate of one caller's requests.
 *
 * @param perSecond how many in the long run
 * @param burst how many at once after a pause
 */
public record RateLimit(int perSecond, int burst) {
    /** @throws InvalidInputException if a number is not positive */
    public RateLimit {
        if (perSecond < 1 || burst < 1) {
            throw new InvalidInputException(
                    "rateLimit",
                    "is " + perSecond + " per second with a burst of " + burst + "; both must be at least 1");
        }
    }
}
