/** Spans of OpenTelemetry for tasks, from the submitter to the agent's tools. */
@NullMarked
package io.codefleet.opentelemetry;

import org.jspecify.annotations.NullMarked;
