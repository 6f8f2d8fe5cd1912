package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.error.WorkerReplacedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the workers in the fleet: heartbeats, leaving, and being lost. */
public abstract class WorkerTck extends BrokerTck {
    private TckWorker beating(String id, Duration timeToLive) {
        TckWorker worker = new TckWorker(client().broker, id);
        worker.beat(WorkerProfile.of(id).info(), timeToLive);
        return worker;
    }

    private Optional<WorkerState> state(String id) {
        return client().worker(id).map(WorkerInfo::state);
    }

    private Instant lastSeen(String id) {
        return client().worker(id).orElseThrow().lastSeen();
    }

    @Test
    void aHeartbeatRegistersAWorker() {
        WorkerInfo info = WorkerProfile.of("w")
                .types("a", "b")
                .offers("git", "java")
                .running(2)
                .info();
        new TckWorker(client().broker, "w").beat(info, Duration.ofHours(2));

        WorkerInfo shown = connect().worker("w").orElseThrow();
        assertThat(shown.lastSeen(info.lastSeen())).isEqualTo(info);
        assertThat(client().stats().workers()).isEqualTo(1);
    }

    @Test
    void lastSeenIsTheTimeOfTheBrokersClock() {
        beating("w", ticks(50));
        Instant first = lastSeen("w");
        assertThat(first).isAfter(Instant.EPOCH);

        advance(ticks(3));
        beating("w", ticks(50));
        assertThat(lastSeen("w")).isAfterOrEqualTo(first.plus(ticks(3)));
    }

    @Test
    void aHeartbeatUpdatesTheStateOfAWorker() {
        TckWorker worker = worker("w");
        WorkerInfo busy = WorkerProfile.of("w").running(10).info().state(WorkerState.BUSY);
        worker.beat(busy, Duration.ofHours(2));

        assertThat(client().worker("w").orElseThrow().running()).isEqualTo(10);
        assertThat(state("w")).contains(WorkerState.BUSY);
        assertThat(get(client().broker.workers())).hasSize(1);
    }

    @Test
    void allWorkersAreListed() {
        for (int i = 0; i < 30; i++) {
            worker("w" + i);
        }
        assertThat(get(client().broker.workers()).stream().map(WorkerInfo::id).distinct())
                .hasSize(30);
        assertThat(client().stats().workers()).isEqualTo(30);
    }

    @Test
    void aWorkerWithoutHeartbeatsIsOffline() {
        beating("lost", ticks(2));
        worker("w");

        after(ticks(3), () -> assertThat(state("lost")).contains(WorkerState.OFFLINE));
        assertThat(state("w")).contains(WorkerState.ONLINE);
        assertThat(client().stats().workers()).isEqualTo(1);
    }

    @Test
    void aWorkerWithHeartbeatsStaysOnline() {
        for (int i = 0; i < 3; i++) {
            beating("w", ticks(6));
            advance(ticks(3));
            runMaintenance();
        }
        assertThat(state("w")).contains(WorkerState.ONLINE);
    }

    @Test
    void anOfflineWorkerIsGivenNothing() {
        TckWorker lost = beating("lost", ticks(1));
        after(ticks(2), () -> assertThat(state("lost")).contains(WorkerState.OFFLINE));
        client().submit(task("t"));

        assertThat(lost.claim(1)).isEmpty();
        assertThat(client().stats().unservable()).isEqualTo(1);
    }

    @Test
    void anOfflineWorkerComesBackWithAHeartbeat() {
        beating("w", ticks(1));
        after(ticks(2), () -> assertThat(state("w")).contains(WorkerState.OFFLINE));
        client().submit(task("t"));

        TckWorker back = beating("w", ticks(50));
        assertThat(state("w")).contains(WorkerState.ONLINE);
        assertThat(back.claimIds(1)).containsExactly("t");
    }

    @Test
    void anOfflineWorkerIsShownForAnHour() {
        needsAClockThatTurns();
        beating("lost", Duration.ofMinutes(1));

        after(Duration.ofMinutes(50), () -> assertThat(state("lost")).contains(WorkerState.OFFLINE));
        after(Duration.ofMinutes(20), () -> assertThat(state("lost")).isEmpty());
    }

    private static WorkerInfo startedAt(Instant start, int running) {
        WorkerInfo info = WorkerProfile.of("w").running(running).info();
        return WorkerInfo.builder(info.id(), info.state(), start, info.lastSeen())
                .types(info.types())
                .capabilities(info.capabilities())
                .concurrency(info.concurrency())
                .running(info.running())
                .load(info.load())
                .performance(info.performance())
                .labels(info.labels())
                .build();
    }

    @Test
    void theLaterOfTwoWorkersWithOneIdReplacesTheEarlierWhichIsNotified() {
        Instant first = Instant.parse("2026-01-02T03:04:05.000001Z");
        Broker broker = client().broker;
        Broker other = connect().broker;
        get(broker.heartbeat(startedAt(first, 1), Duration.ofHours(2)));
        get(other.heartbeat(startedAt(first.plusMillis(1), 2), Duration.ofHours(2)));

        assertThatThrownBy(() -> get(broker.heartbeat(startedAt(first, 1), Duration.ofHours(2))))
                .isInstanceOf(WorkerReplacedException.class)
                .hasMessageContaining("the id w ");
        get(other.heartbeat(startedAt(first.plusMillis(1), 2), Duration.ofHours(2)));
        assertThat(client().worker("w").orElseThrow().running()).isEqualTo(2);
        assertThat(client().stats().workers()).isEqualTo(1);
    }

    @Test
    void theEarlierOfTwoWorkersReturnsWhenTheLaterHasLeft() {
        Instant first = Instant.parse("2026-01-02T03:04:05Z");
        Broker broker = client().broker;
        get(broker.heartbeat(startedAt(first.plusSeconds(1), 2), Duration.ofHours(2)));
        get(broker.unregister("w"));
        get(broker.heartbeat(startedAt(first, 1), Duration.ofHours(2)));
        assertThat(client().worker("w").orElseThrow().running()).isEqualTo(1);

        get(broker.heartbeat(startedAt(first.plusSeconds(1), 2), ticks(1)));
        after(ticks(2), () -> assertThat(state("w")).contains(WorkerState.OFFLINE));
        get(broker.heartbeat(startedAt(first, 1), Duration.ofHours(2)));
        assertThat(client().worker("w").orElseThrow().running()).isEqualTo(1);
    }

    @Test
    void aWorkerThatLeavesIsOffTheList() {
        TckWorker worker = worker("w");
        worker.leave();

        assertThat(client().worker("w")).isEmpty();
        assertThat(client().stats().workers()).isZero();
    }

    @Test
    void anUnknownWorkerMayLeave() {
        get(client().broker.unregister("unknown"));

        assertThat(get(client().broker.workers())).isEmpty();
        assertThat(client().eventsOfWorker("unknown")).isEmpty();
    }

    @Test
    void aWorkerThatLeftMayComeBack() {
        worker("w").leave();
        client().submit(task("t"));

        assertThat(worker("w").claimIds(1)).containsExactly("t");
        assertThat(client().worker("w")).isPresent();
    }
}
