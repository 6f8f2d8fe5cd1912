/** The figures of a fleet as Prometheus reads them. */
@NullMarked
package io.codefleet.control.metrics;

import org.jspecify.annotations.NullMarked;
