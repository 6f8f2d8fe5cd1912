package io.codefleet.control.gateway;

import io.codefleet.broker.log.remote.GatewayProtocol;
import java.time.Duration;

/**
 * Limits of what clients of a gateway can make it hold.
 *
 * @param maxIncompleteBytes how many bytes of calls that have not arrived completely all connections together hold
 * @param maxIncompleteAge how long a call may take to arrive
 */
public record GatewayLimits(long maxIncompleteBytes, Duration maxIncompleteAge) {
    private static final long LARGEST_SHARE = 512L * 1024 * 1024;
    private static final Duration AGE = Duration.ofMinutes(10);

    /** Returns a quarter of the heap, at least the largest call and at most 512 MiB; and 10 minutes. */
    public static GatewayLimits ofHeap() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return new GatewayLimits(Math.max(GatewayProtocol.MAX_CALL_BYTES, Math.min(quarter, LARGEST_SHARE)), AGE);
    }
}
