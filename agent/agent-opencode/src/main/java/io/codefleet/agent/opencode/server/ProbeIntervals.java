package io.codefleet.agent.opencode.server;

import java.time.Duration;

/**
 * Intervals at which a worker probes its own server.
 *
 * @param health the time between two probes of its answer and its memory
 * @param patience how long an answer may take
 * @param idleFolder how long it keeps what it has loaded for a folder without a turn
 * @param minAge how long it lives at least, whatever memory it takes
 */
public record ProbeIntervals(Duration health, Duration patience, Duration idleFolder, Duration minAge) {
    public static final ProbeIntervals USUAL = new ProbeIntervals(
            Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));
}
