/**
 * What a worker process tells of itself to the machinery around it: metrics and health by HTTP, readiness and signs of life to
 * systemd. It looks at the worker and is known by the command that runs it alone.
 */
@NullMarked
package io.codefleet.launcher.monitoring;

import org.jspecify.annotations.NullMarked;
