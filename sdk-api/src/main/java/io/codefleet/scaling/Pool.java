package io.codefleet.scaling;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The workers that serve the same types and offer the same capabilities, and what they have to do.
 *
 * @param types the types of tasks; {@value io.codefleet.WorkerInfo#ANY_TYPE} stands for all
 * @param capabilities what its workers offer; where there is none, what the waiting tasks require
 * @param workers how many take tasks now
 * @param slots how many tasks these run at once, all together
 * @param running how many they run
 * @param queued how many tasks wait for them
 * @param oldest how long the one that has waited longest has
 * @param serviceTime how long a task runs in the mean
 * @param desiredWorkers how many workers there should be
 */
public record Pool(
        SortedSet<String> types,
        SortedSet<String> capabilities,
        int workers,
        int slots,
        int running,
        long queued,
        Duration oldest,
        Duration serviceTime,
        int desiredWorkers) {
    public Pool {
        types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    }

    /** Its types and capabilities as one word, the same as long as they are: {@code code,review|java}. */
    public String name() {
        return String.join(",", types) + "|" + String.join(",", capabilities);
    }

    Pool desiredWorkers(int value) {
        return new Pool(types, capabilities, workers, slots, running, queued, oldest, serviceTime, value);
    }
}
