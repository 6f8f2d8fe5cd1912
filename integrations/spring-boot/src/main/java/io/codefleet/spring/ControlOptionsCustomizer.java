package io.codefleet.spring;

import io.codefleet.control.ControlOptions;

/**
 * Changes the options of the application's control plane before it starts, such as its alerts. Beans of this type are called in their
 * order. The path and the accepted tokens are those of the starter.
 */
@FunctionalInterface
public interface ControlOptionsCustomizer {
    /** Returns the changed options. */
    ControlOptions customize(ControlOptions options);
}
