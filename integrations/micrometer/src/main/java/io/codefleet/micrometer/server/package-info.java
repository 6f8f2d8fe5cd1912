/**
 * Metrics and health of a worker process by HTTP, and its readiness and signs of life for systemd. Needs the dependency {@code
 * io.micrometer:micrometer-registry-prometheus}, which this module does not bring.
 */
@NullMarked
package io.codefleet.micrometer.server;

import org.jspecify.annotations.NullMarked;
