package io.codefleet.launcher.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code monitoring}: logs, metrics and reports of the worker.
 *
 * @param logLevel error, warn, info, debug or trace
 * @param logFormat plain or json
 * @param reportInterval how often it reports itself to the fleet
 * @param metricsPort where metrics and health are shown by HTTP; 0: a free port; absent: nowhere
 * @param metricsHost the address to listen at; absent: loopback
 */
public record MonitoringPart(
        @Nullable String logLevel,
        @Nullable String logFormat,
        @Nullable Duration reportInterval,
        @Nullable Integer metricsPort,
        @Nullable String metricsHost) {}
