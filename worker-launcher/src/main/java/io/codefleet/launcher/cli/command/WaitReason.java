package io.codefleet.launcher.cli.command;

import io.codefleet.Concurrency;
import io.codefleet.FleetStats;
import io.codefleet.FleetStats.Lane;
import io.codefleet.Placement;
import io.codefleet.TaskInfo;
import io.codefleet.launcher.cli.output.TaskText;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.workflow.Workflows;
import java.util.Optional;

/** Finds out why a task does not run yet. */
final class WaitReason {
    private WaitReason() {}

    /** Returns what keeps a task from running, and what would change that; empty if only its turn does. */
    static Optional<String> of(TaskInfo info, FleetStats stats) {
        return switch (info.status()) {
            case DELAYED -> Optional.of(delayed(info));
            case QUEUED -> queued(info, stats);
            default -> Optional.empty();
        };
    }

    private static String delayed(TaskInfo info) {
        String until =
                info.summary().dueAt().map(due -> " until " + Text.time(due)).orElse("");
        String cause = info.summary().failures() > 0 ? ", as its last attempt failed" : "";
        String allowance = info.task()
                .allowance()
                .map(used -> "; its allowance " + Text.line(used.key()) + " may be used up: see 'codefleet spending'")
                .orElse("");
        return "it is delayed" + until + cause + allowance;
    }

    private static Optional<String> queued(TaskInfo info, FleetStats stats) {
        if (info.task().type().equals(Workflows.APPROVAL_TYPE)) {
            return Optional.empty();
        }
        if (stats.paused()) {
            return Optional.of("the namespace is paused: no worker gets a task until 'codefleet resume'");
        }
        Optional<Lane> lane = lane(info, stats);
        return lane.isPresent()
                ? lane.filter(each -> each.waitsForWorker() && each.servingWorkers() == 0)
                        .map(TaskText::unservable)
                : info.task()
                        .concurrency()
                        .filter(key -> stats.waitingForPermit() > 0)
                        .map(WaitReason::permit);
    }

    private static String permit(Concurrency concurrency) {
        return "it may wait for a permit of its concurrency key " + Text.line(concurrency.key());
    }

    /** Returns the lane that a queued task waits in; empty if it is in none, as it has no permit or was spread to a worker. */
    static Optional<Lane> lane(TaskInfo info, FleetStats stats) {
        Optional<String> worker = info.task().placement() instanceof Placement.OnWorker placed
                ? Optional.of(placed.workerId())
                : Optional.empty();
        return stats.lanes().stream()
                .filter(lane -> lane.workerId().equals(worker))
                // the lane of a worker has all that is placed on it
                .filter(lane -> worker.isPresent()
                        || (lane.type().equals(info.summary().type())
                                && lane.requiredCapabilities()
                                        .equals(info.summary().requiredCapabilities())))
                .findFirst();
    }
}
