package io.codefleet;

import java.time.Duration;

/**
 * What a worker has done since its start.
 *
 * @param completed attempts that gave a result
 * @param failed attempts that failed
 * @param lost attempts that lost their lease: told by the broker, found out by the worker, or by a report that came too late
 * @param busyTime the sum of the times of all these attempts; those handed back or cancelled do not count
 */
public record WorkerPerformance(long completed, long failed, long lost, Duration busyTime) {
    /** Nothing done yet. */
    public static final WorkerPerformance NONE = new WorkerPerformance(0, 0, 0, Duration.ZERO);

    /** The mean time of an attempt; zero before the first has ended. */
    public Duration averageTime() {
        long ended = completed + failed + lost;
        return ended == 0 ? Duration.ZERO : busyTime.dividedBy(ended);
    }

    /** The share of ended attempts that gave a result, from 0 to 1; 1 before the first has ended. */
    public double successRate() {
        long ended = completed + failed + lost;
        return ended == 0 ? 1 : (double) completed / ended;
    }
}
