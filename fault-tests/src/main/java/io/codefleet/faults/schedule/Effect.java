package io.codefleet.faults.schedule;

import io.codefleet.faults.environment.TestEnvironment;

/** Effect of a fault on the environment. */
@FunctionalInterface
interface Effect {
    /** Nothing has to be undone. */
    Runnable NOTHING = () -> {};

    /**
     * Begins it.
     *
     * @return how it ends, after its time
     */
    Runnable begin(TestEnvironment environment, ScheduledFault step);
}
