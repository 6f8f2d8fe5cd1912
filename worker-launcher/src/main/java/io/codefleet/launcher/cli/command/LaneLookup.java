package io.codefleet.launcher.cli.command;

import io.codefleet.FleetStats;
import io.codefleet.Placement;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import java.util.Optional;

/** Finds the lane that a task waits in. */
final class LaneLookup {
    private LaneLookup() {}

    static Optional<FleetStats.Lane> of(TaskInfo info, FleetStats stats) {
        if (info.status() != TaskStatus.QUEUED) {
            return Optional.empty();
        }
        Optional<String> worker = info.task().placement() instanceof Placement.OnWorker placed
                ? Optional.of(placed.workerId())
                : Optional.empty();
        return stats.lanes().stream()
                .filter(lane -> lane.workerId().equals(worker)
                        && lane.type().equals(info.summary().type())
                        && lane.requiredCapabilities().equals(info.summary().requiredCapabilities()))
                .findFirst();
    }
}
