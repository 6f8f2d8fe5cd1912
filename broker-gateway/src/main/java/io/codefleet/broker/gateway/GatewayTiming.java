package io.codefleet.broker.gateway;

import io.codefleet.Backoff;
import java.time.Duration;

/**
 * Intervals and limits of the connection of a client to a gateway.
 *
 * @param ping how often it asks whether the gateway is there
 * @param silence after how long without a word the connection counts as broken
 * @param retry the waits before it connects again after a break
 * @param refusedRetry the waits after the gateway refused the key
 */
record GatewayTiming(Duration ping, Duration silence, Backoff retry, Backoff refusedRetry) {
    private static final double JITTER = 0.25;

    /** With the jitter, the longest wait after a break is 5 seconds. */
    static final GatewayTiming DEFAULT = of(
            Duration.ofSeconds(4),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(4),
            Duration.ofSeconds(30));

    /**
     * Creates a timing with the jitter of all clients.
     *
     * @param firstRetry the first wait after a break; each further one is twice as long
     * @param lastRetry the longest wait after a break
     * @param refusedRetry the wait after the gateway refused the key
     */
    static GatewayTiming of(
            Duration ping, Duration silence, Duration firstRetry, Duration lastRetry, Duration refusedRetry) {
        return new GatewayTiming(
                ping,
                silence,
                new Backoff(Backoff.Growth.EXPONENTIAL, firstRetry, lastRetry, JITTER),
                new Backoff(Backoff.Growth.FIXED, refusedRetry, refusedRetry, JITTER));
    }
}
