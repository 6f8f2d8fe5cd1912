/** Spans of OpenTelemetry of a process of the launcher, as the variables of OpenTelemetry ask for them. */
@NullMarked
package io.codefleet.launcher.tracing;

import org.jspecify.annotations.NullMarked;
