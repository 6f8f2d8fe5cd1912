package io.codefleet.agent.opencode.server;

import java.time.Duration;

/**
 * How often a server of our own is looked after.
 *
 * @param health the time between two looks whether it answers, and how large it is
 * @param patience how long it may take for an answer
 * @param idleFolder how long it keeps what it has loaded for a folder that no turn is in any more
 * @param minAge how long it lives at least, whatever memory it takes
 */
public record ProbeIntervals(Duration health, Duration patience, Duration idleFolder, Duration minAge) {
    public static final ProbeIntervals USUAL = new ProbeIntervals(
            Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));
}
