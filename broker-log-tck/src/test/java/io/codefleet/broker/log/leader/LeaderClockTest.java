package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wall clock that somebody sets while a process leads, on logs with and without a clock of their own. */
class LeaderClockTest extends LeaderTestBase {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final AtomicLong nanos = new AtomicLong(-Duration.ofDays(1).toNanos());

    /** Connects a process whose wall clock and monotonic clock the test turns. */
    private Broker connectWithClocks() {
        return connect(LogBrokers.monotonic(wall::get, nanos::get, new LeaderLoad()), system.open(vertx), OPTIONS);
    }

    private void setWallClock(Duration step) {
        wall.updateAndGet(time -> time.plus(step));
    }

    private void advance(Duration time) {
        setWallClock(time);
        nanos.addAndGet(time.toNanos());
    }

    private static Lease claim(Broker broker) {
        WorkerInfo worker = WorkerInfo.builder("w", WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(List.of("*"))
                .concurrency(1)
                .build();
        get(broker.heartbeat(worker, Duration.ofMinutes(5)));
        return get(broker.claim(ClaimRequest.of("w", 1, LEASE))).get(0).lease();
    }

    private static Renewal renew(Broker broker, Lease lease) {
        get(broker.runMaintenance());
        return get(broker.renew(List.of(lease), LEASE)).get(0);
    }

    private static TaskInfo find(Broker broker, String id) {
        return get(broker.find(List.of(id))).get(0);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "-1, false", "1, true", "-1, true"})
    void aStepOfTheWallClockEndsNoLeaseAndNoDeadline(int hours, boolean isTimeOfLog) {
        if (isTimeOfLog) {
            system.storesAt(InstantSource.fixed(NOW));
        }
        Broker broker = connectWithClocks();
        submit(broker, "running");
        Lease lease = claim(broker);
        submit(broker, Task.of("do").id("waiting").limits(TaskLimits.DEFAULT.queueTimeout(Duration.ofMinutes(10))));
        setWallClock(Duration.ofHours(hours));
        assertThat(renew(broker, lease)).isEqualTo(Renewal.HELD);
        assertThat(find(broker, "waiting").summary().status()).isEqualTo(TaskStatus.QUEUED);
        submit(broker, "later");
        assertThat(find(broker, "later").summary().submittedAt()).isBetween(NOW, NOW.plusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void timeContinuesThoughTheWallClockWasSetBack(boolean isTimeOfLog) {
        if (isTimeOfLog) {
            system.storesAt(InstantSource.fixed(NOW));
        }
        Broker broker = connectWithClocks();
        submit(broker, "running");
        Lease lease = claim(broker);
        setWallClock(Duration.ofHours(-1));
        advance(LEASE.plusSeconds(1));
        assertThat(renew(broker, lease)).isEqualTo(Renewal.LOST);
    }

    @Test
    void aNewTermReadsTheWallClockAgain() {
        Broker first = connectWithClocks();
        submit(first, "early");
        setWallClock(Duration.ofHours(1));
        get(first.close());
        Broker second = connectWithClocks();
        submit(second, "late");
        assertThat(find(second, "early").summary().submittedAt()).isBetween(NOW, NOW.plusSeconds(1));
        assertThat(find(second, "late").summary().submittedAt())
                .isBetween(
                        NOW.plus(Duration.ofHours(1)),
                        NOW.plus(Duration.ofHours(1)).plusSeconds(1));
    }
}
