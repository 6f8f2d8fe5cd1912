package io.codefleet.broker.log.leader;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Number of the namespaces that a process leads. The more it has, the longer it waits as a candidate, so that several processes
 * share the namespaces. Safe for use by several threads.
 */
final class LeaderLoad {
    /** The load of this process. */
    static final LeaderLoad OF_PROCESS = new LeaderLoad();

    /** Longer than the random time by which candidates differ. */
    private static final Duration STEP = Duration.ofMillis(100);
    /** A process that is alone must lead soon, however many namespaces it has. */
    private static final int MAX_STEPS = 5;

    private final AtomicInteger led = new AtomicInteger();

    /** Adds a namespace that the process begins to lead. */
    void begin() {
        led.incrementAndGet();
    }

    /** Removes a namespace that the process leads no more. */
    void end() {
        led.decrementAndGet();
    }

    /** Returns how long this process lets others come first. */
    Duration delay() {
        return STEP.multipliedBy(Math.min(led.get(), MAX_STEPS));
    }
}
