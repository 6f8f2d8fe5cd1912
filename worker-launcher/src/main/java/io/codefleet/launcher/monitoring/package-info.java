/**
 * Monitoring of a worker process by other programs: metrics and health by HTTP, readiness and signs of life for systemd. It
 * observes the worker; only the command that runs the worker knows it.
 */
@NullMarked
package io.codefleet.launcher.monitoring;

import org.jspecify.annotations.NullMarked;
