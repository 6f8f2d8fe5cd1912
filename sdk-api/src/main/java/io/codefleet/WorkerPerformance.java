package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of a worker's attempts since its start.
 *
 * @param completed attempts that gave a result
 * @param failed attempts that failed
 * @param lost attempts that lost their lease: reported by the broker, noticed by the worker, or seen from a late report
 * @param busyTime the sum of the times of all these attempts; those handed back or cancelled do not count
 * @param byType the same for each type of tasks, at most {@value #MAX_TYPES}; those that ran first
 */
@CheckReturnValue
public record WorkerPerformance(
        long completed, long failed, long lost, Duration busyTime, SortedMap<String, WorkerPerformance> byType) {
    /** Nothing done yet. */
    public static final WorkerPerformance NONE = new WorkerPerformance(0, 0, 0, Duration.ZERO);

    /** Maximum number of types that a worker counts. */
    public static final int MAX_TYPES = 32;

    private static final int LEAST_WEIGHT = 10;
    private static final int WEIGHT_OF_SUCCESS = 30;

    public WorkerPerformance {
        byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    /** Creates counts without types. */
    public WorkerPerformance(long completed, long failed, long lost, Duration busyTime) {
        this(completed, failed, lost, busyTime, Collections.emptySortedMap());
    }

    /** Returns a copy with these counts by type. */
    public WorkerPerformance byType(Map<String, WorkerPerformance> value) {
        return new WorkerPerformance(completed, failed, lost, busyTime, new TreeMap<>(value));
    }

    /** Returns the counts of this type; zeros if it has none. */
    public WorkerPerformance of(String type) {
        return byType.getOrDefault(type, NONE);
    }

    /** Returns how many attempts have ended. */
    public long ended() {
        return completed + failed + lost;
    }

    /** Returns the mean time of an attempt; zero before the first has ended. */
    public Duration averageTime() {
        return ended() == 0 ? Duration.ZERO : busyTime.dividedBy(ended());
    }

    /** Returns the share of ended attempts that gave a result, from 0 to 1; 1 before the first has ended. */
    public double successRate() {
        return ended() == 0 ? 1 : (double) completed / ended();
    }

    /**
     * Returns the relative share of tasks that {@link Placement#bySuccessRate()} gives to this worker: from 10 for a worker
     * that always fails to 40 for one that never fails or has run nothing. Two successes are assumed beforehand, so that one
     * early failure has little effect.
     */
    public int weight() {
        return LEAST_WEIGHT + Math.toIntExact(WEIGHT_OF_SUCCESS * (completed + 2) / (ended() + 2));
    }
}
