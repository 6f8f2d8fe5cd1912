package io.codefleet.internal.orchestration.mapreduce;

import java.time.Duration;
import java.util.Optional;

/** Estimator of how long a run has lasted and may still last. Items found finished from an earlier run say nothing of the pace. */
final class EtaEstimator {
    private final long begin = System.nanoTime();
    private long worked;

    /** Counts an item that has ended and for which this run waited. */
    void worked() {
        worked++;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Returns the time that this many more items need; empty until the first have ended. */
    Optional<Duration> remaining(long items) {
        return worked == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) ((double) elapsed().toNanos() / worked * items)));
    }
}
