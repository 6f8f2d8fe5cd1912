package io.codefleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The fleet in numbers.
 *
 * @param at when this was so, by the broker's clock; it is the one by which all times of tasks are measured
 * @param queued tasks that wait for a worker
 * @param waitingForPermit those of them that wait for a place of their {@link Concurrency}, and not for a worker
 * @param delayed tasks that wait for their time
 * @param running tasks that run
 * @param submitted how many were ever submitted in this namespace
 * @param completed how many ever completed
 * @param failed how many ever failed
 * @param cancelled how many were ever cancelled
 * @param workers workers that are not offline
 * @param paused whether the namespace hands out no tasks
 * @param lanes the lanes that have waiting tasks; if they are more than {@value io.codefleet.broker.Broker#MAX_REPORTED_LANES}, those
 *     whose first task comes first
 */
public record FleetStats(
        Instant at,
        long queued,
        long waitingForPermit,
        long delayed,
        long running,
        long submitted,
        long completed,
        long failed,
        long cancelled,
        int workers,
        boolean paused,
        List<Lane> lanes) {
    public FleetStats {
        lanes = List.copyOf(lanes);
    }

    /** Tasks that wait in one of the {@link #lanes} that no present worker serves. */
    public long unservable() {
        return lanes.stream()
                .filter(lane -> lane.servingWorkers() == 0)
                .mapToLong(Lane::queued)
                .sum();
    }

    /**
     * The queue of all tasks of one type that require the same capabilities, or that are placed on one worker.
     *
     * @param type the type of its tasks
     * @param requiredCapabilities what they require
     * @param workerId the worker they are placed on; absent: any that serves them
     * @param queued how many wait
     * @param oldest how long the one at the head has waited
     * @param servingWorkers how many present workers serve it; with 0 its tasks will wait until one joins
     */
    public record Lane(
            String type,
            SortedSet<String> requiredCapabilities,
            Optional<String> workerId,
            long queued,
            Duration oldest,
            int servingWorkers) {}
}
