package io.codefleet.spring;

import io.codefleet.CodefleetOptions;

/**
 * Changes the options of the fleet client before it connects: encryption, limits, whatever has no property. Beans of this type
 * are called in their order, after the properties and the interceptors were applied.
 */
@FunctionalInterface
public interface CodefleetOptionsCustomizer {
    /** Returns the changed options. */
    CodefleetOptions customize(CodefleetOptions options);
}
