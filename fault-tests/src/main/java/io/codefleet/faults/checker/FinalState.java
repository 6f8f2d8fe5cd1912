package io.codefleet.faults.checker;

import io.codefleet.FleetStats;
import java.util.List;

/**
 * A namespace at the end of a run, when all faults are healed and nothing happens any more.
 *
 * @param namespace which
 * @param tasks all its tasks
 * @param stats its numbers
 */
public record FinalState(String namespace, List<FinalTask> tasks, FleetStats stats) {
    public FinalState {
        tasks = List.copyOf(tasks);
    }
}
