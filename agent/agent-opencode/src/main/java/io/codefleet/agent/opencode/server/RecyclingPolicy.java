package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Says when a server has had its time.
 *
 * @param recycling what it is given
 * @param minAge how long it lives whatever memory it takes: where the limit is too low for the work, the worker is not to be
 *     busy with nothing but starts
 */
record RecyclingPolicy(RecyclingLimits recycling, Duration minAge) {

    boolean isServed(int given) {
        return recycling.maxSessions().isPresent()
                && given >= recycling.maxSessions().getAsInt();
    }

    /** Returns why the server is due for replacement, if it is. */
    Optional<String> due(Duration age, long memoryBytes) {
        if (recycling.maxAge().isPresent() && age.compareTo(recycling.maxAge().get()) >= 0) {
            return Optional.of("it runs for " + DurationText.format(Duration.ofSeconds(age.toSeconds())));
        }
        boolean large = recycling.maxMemoryBytes().isPresent()
                && memoryBytes > recycling.maxMemoryBytes().getAsLong();
        return large && age.compareTo(minAge) >= 0
                ? Optional.of("it takes " + (memoryBytes >> 20) + " MB")
                : Optional.empty();
    }
}
