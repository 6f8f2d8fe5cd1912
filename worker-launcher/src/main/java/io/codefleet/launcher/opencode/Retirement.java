package io.codefleet.launcher.opencode;

import io.codefleet.launcher.config.ServerSettings.Lifespan;
import io.codefleet.wire.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Says when a server has had its time.
 *
 * @param lifespan what it is given
 * @param minLife how long it lives whatever memory it takes: where the limit is too low for the work, the worker is not to be
 *     busy with nothing but starts
 */
record Retirement(Lifespan lifespan, Duration minLife) {

    boolean isServed(int given) {
        return lifespan.maxSessions().isPresent()
                && given >= lifespan.maxSessions().getAsInt();
    }

    /** Why it is to be replaced, if it is. */
    Optional<String> due(Duration age, long memoryBytes) {
        if (lifespan.maxAge().isPresent() && age.compareTo(lifespan.maxAge().get()) >= 0) {
            return Optional.of("it runs for " + DurationText.format(Duration.ofSeconds(age.toSeconds())));
        }
        boolean large = lifespan.maxMemoryBytes().isPresent()
                && memoryBytes > lifespan.maxMemoryBytes().getAsLong();
        return large && age.compareTo(minLife) >= 0
                ? Optional.of("it takes " + (memoryBytes >> 20) + " MB")
                : Optional.empty();
    }
}
