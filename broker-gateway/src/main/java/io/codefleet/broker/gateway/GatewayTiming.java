package io.codefleet.broker.gateway;

import java.time.Duration;

/**
 * Intervals and limits of the connection of a client to a gateway.
 *
 * @param ping how often it asks whether the gateway is there
 * @param silence after how long without a word the connection counts as broken
 * @param firstRetry when it connects again after a break, about; each further try waits twice as long
 * @param lastRetry the longest wait
 * @param refusedRetry the wait after the gateway refused the key
 */
record GatewayTiming(Duration ping, Duration silence, Duration firstRetry, Duration lastRetry, Duration refusedRetry) {
    static final GatewayTiming DEFAULT = new GatewayTiming(
            Duration.ofSeconds(4),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));
}
