package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker has done since its start.
 *
 * @param completed attempts that gave a result
 * @param failed attempts that failed
 * @param lost attempts that lost their lease: told by the broker, found out by the worker, or by a report that came too late
 * @param busyTime the sum of the times of all these attempts; those handed back or cancelled do not count
 * @param byType the same for each type of tasks, at most {@value #MAX_TYPES}; what has run first is told
 */
@CheckReturnValue
public record WorkerPerformance(
        long completed, long failed, long lost, Duration busyTime, SortedMap<String, WorkerPerformance> byType) {
    /** Nothing done yet. */
    public static final WorkerPerformance NONE = new WorkerPerformance(0, 0, 0, Duration.ZERO);

    /** Of how many types a worker tells. */
    public static final int MAX_TYPES = 32;

    private static final int LEAST_WEIGHT = 10;
    private static final int WEIGHT_OF_SUCCESS = 30;

    public WorkerPerformance {
        byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    /** One that tells of no types. */
    public WorkerPerformance(long completed, long failed, long lost, Duration busyTime) {
        this(completed, failed, lost, busyTime, Collections.emptySortedMap());
    }

    /** A copy that tells of these types. */
    public WorkerPerformance byType(Map<String, WorkerPerformance> value) {
        return new WorkerPerformance(completed, failed, lost, busyTime, new TreeMap<>(value));
    }

    /** What it has done of this type; nothing if it tells of none. */
    public WorkerPerformance of(String type) {
        return byType.getOrDefault(type, NONE);
    }

    /** How many attempts have ended. */
    public long ended() {
        return completed + failed + lost;
    }

    /** The mean time of an attempt; zero before the first has ended. */
    public Duration averageTime() {
        return ended() == 0 ? Duration.ZERO : busyTime.dividedBy(ended());
    }

    /** The share of ended attempts that gave a result, from 0 to 1; 1 before the first has ended. */
    public double successRate() {
        return ended() == 0 ? 1 : (double) completed / ended();
    }

    /**
     * How large a share of tasks {@link Placement#bySuccessRate()} gives to it, beside others: 10 to one that always fails, 40
     * to one that never does, or has not shown yet what it can. Two successes are assumed beforehand, so that one failure
     * is no verdict.
     */
    public int weight() {
        return LEAST_WEIGHT + Math.toIntExact(WEIGHT_OF_SUCCESS * (completed + 2) / (ended() + 2));
    }
}
