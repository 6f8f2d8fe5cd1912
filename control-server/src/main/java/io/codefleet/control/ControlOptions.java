package io.codefleet.control;

import java.time.Duration;

/**
 * The settings of a control plane.
 *
 * @param host the address that it listens on; default 127.0.0.1
 * @param idleTimeout when a connection on which nothing moves is closed; default 60 seconds
 * @param keyCache for how long a key's record is used before the broker is asked again, and so how long a key that another
 *     control plane has revoked is still accepted; default 10 seconds
 */
public record ControlOptions(String host, Duration idleTimeout, Duration keyCache) {
    /** Returns the defaults. */
    public static ControlOptions defaults() {
        return new ControlOptions("127.0.0.1", Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    /** Returns a copy that listens on this address. */
    public ControlOptions host(String value) {
        return new ControlOptions(value, idleTimeout, keyCache);
    }
}
