package io.codefleet.broker.inmemory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock of an in-memory store that a test turns by hand, so that a week of backoff passes in no time. It stands still between
 * turns. What is due after a turn is done by the next upkeep of any connected client, within about a second of real time, or at
 * once by {@link io.codefleet.broker.Broker#runMaintenance}.
 *
 * <pre>{@code
 * TestClock clock = TestClock.of("demo");             // before the first client connects
 * Codefleet.connect("memory:demo") …
 * clock.advance(Duration.ofDays(7));
 * }</pre>
 */
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));

    private TestClock() {}

    /**
     * Creates a clock for the store with this name, which uses it from its next first client on. Of several calls for one
     * name each creates a clock; the last one counts.
     */
    public static TestClock of(String storeName) {
        TestClock clock = new TestClock();
        Stores.useClock(storeName, clock);
        return clock;
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    /** Turns the clock on. */
    public void advance(Duration duration) {
        now.updateAndGet(then -> then.plus(duration));
    }
}
