package io.codefleet.control.tasks;

import io.codefleet.FleetStats;
import java.util.SortedSet;

/**
 * A lane in which tasks run.
 *
 * @param type the type of its tasks
 * @param requiredCapabilities what they require
 */
public record RunningLane(String type, SortedSet<String> requiredCapabilities) {
    /** Returns the lane as one in which no task waits. */
    public FleetStats.Lane withoutWaiting() {
        return FleetStats.Lane.builder(type)
                .requiredCapabilities(requiredCapabilities)
                .build();
    }
}
