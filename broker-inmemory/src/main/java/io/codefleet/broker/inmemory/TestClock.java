package io.codefleet.broker.inmemory;

import io.codefleet.StorageLimits;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.broker.inmemory.internal.NamespaceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock of an in-memory store that a test turns by hand, so that a week of backoff passes in no time. It stands still between
 * turns. What is due after {@link #advance} is done by the next maintenance of any connected client, within about a second of real
 * time, or at once by {@link io.codefleet.broker.Broker#runMaintenance}.
 *
 * <pre>{@code
 * TestClock clock = TestClock.of("demo");             // before the first client connects
 * Codefleet.connect("memory:demo") …
 * clock.advance(Duration.ofDays(7));
 * }</pre>
 */
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));

    private final String storeName;

    private TestClock(String storeName) {
        this.storeName = storeName;
    }

    /**
     * Creates a clock for the store with this name, which uses it from its next first client on. Of several calls for one
     * name each creates a clock; the last one counts.
     */
    public static TestClock of(String storeName) {
        TestClock clock = new TestClock(storeName);
        Stores.useClock(storeName, clock);
        return clock;
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    /**
     * Turns the clock on. Workers notice nothing of it, so that their leases run out in a long turn.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration is negative; the clock turns forward only");
        }
        now.updateAndGet(then -> then.plus(duration));
    }

    /**
     * Turns the clock on as if all workers had lived meanwhile: their leases and registrations do not run out. Does what is due
     * then before it returns: delayed tasks are queued, attempts and tasks over their time limits end.
     */
    public void advanceWithWorkers(Duration duration) {
        Runnable turn = () -> advance(duration);
        // each namespace keeps its lock until the clock is turned: no lease begins in between
        for (NamespaceStore namespace : Stores.namespaces(storeName)) {
            Runnable inner = turn;
            turn = () -> namespace.turnWithWorkers(duration, inner, StorageLimits.DEFAULT);
        }
        turn.run();
    }

    /**
     * Ends the lease of a running task at once, as if its worker had died.
     *
     * @return whether a task with this id ran in any namespace of the store
     */
    @CanIgnoreReturnValue
    public boolean loseLease(String taskId) {
        boolean lost = false;
        for (NamespaceStore namespace : Stores.namespaces(storeName)) {
            lost |= namespace.loseLease(taskId, StorageLimits.DEFAULT);
        }
        return lost;
    }
}
