package io.codefleet.micrometer.server;

import java.util.Optional;

/**
 * Settings of the endpoint for a worker's metrics and health.
 *
 * @param port of HTTP; 0: a free one; absent: it does not
 * @param host the address to listen at
 */
public record MonitoringSettings(Optional<Integer> port, String host) {
    /** Only this machine. */
    public static final String DEFAULT_HOST = "127.0.0.1";
}
