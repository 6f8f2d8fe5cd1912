package io.codefleet.spring;

import io.codefleet.WorkerOptions;

/**
 * Changes the options of the application's worker before it starts: retry policy, lease, whatever has no property. Beans of this
 * type are called in their order, after the properties and the interceptors were applied.
 */
@FunctionalInterface
public interface WorkerOptionsCustomizer {
    /** Returns the changed options. */
    WorkerOptions customize(WorkerOptions options);
}
