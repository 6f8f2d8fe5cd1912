package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Document;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.SnapshotManifest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Snapshots that a leader writes while it works. */
class LeaderSnapshotsTest extends LeaderTestBase {
    private static final LogLimits OFTEN = new LogLimits(2000);

    private BrokerLog reader() {
        return system.open(vertx);
    }

    @Test
    void aSuccessorBuildsItsStateFromASnapshotAndTheLogBehindIt() {
        Broker first = connect(system.open(vertx), OFTEN);
        for (int i = 0; i < 100; i++) {
            submit(first, "t" + i);
        }
        BrokerLog reader = reader();
        await().until(() -> get(reader.manifest()).isPresent());
        submit(first, "last");
        get(first.close());
        assertThat(get(reader.read(0, 1)).get(0).position()).isGreaterThan(1);
        Broker second = connect(system.open(vertx), OFTEN);
        assertThat(get(second.stats()).queued()).isEqualTo(101);
        assertThat(ids(second, "t0", "t99", "last")).containsExactly("t0", "t99", "last");
    }

    @Test
    void aLogOfRecordsWithoutContentIsCutToo() {
        system.exclusiveFor(Duration.ZERO);
        Broker broker = connect(system.open(vertx), OFTEN);
        BrokerLog reader = reader();
        for (int i = 0; i < 100 && get(reader.manifest()).isEmpty(); i++) {
            get(broker.stats());
        }
        assertThat(get(reader.manifest())).isPresent();
    }

    @Test
    void aSnapshotThatBeginsBetweenThePiecesOfAChangeLeavesAllPiecesInTheLog() {
        HeldLog log = heldLog();
        Broker first = connect(log, OFTEN);
        String large = "x".repeat(3 * LogRecord.MAX_BYTES);
        log.hold();
        Future<?> small = first.submit(List.of(Task.of("y".repeat(3000)).id("small")));
        await().until(() -> log.held() == 1);
        // Not earlier: a call that is answered may not be counted yet.
        int before = log.handled();
        Future<?> pieces = first.submit(List.of(Task.of(large).id("large")));
        await().until(() -> log.handled() == before + 1);
        log.releaseOne();
        get(small);
        await().until(() -> log.held() == 1);
        log.releaseOne();
        await().until(() -> log.held() == 1);
        Future<?> stats = first.stats();
        await().until(() -> log.handled() == before + 2);
        log.release();
        get(Future.all(pieces, stats));
        BrokerLog reader = reader();
        await().until(() -> get(reader.manifest()).isPresent());
        get(first.close());
        Broker second = connect(system.open(vertx), OFTEN);
        assertThat(ids(second, "small", "large")).containsExactly("small", "large");
        assertThat(get(second.find(List.of("large"))).get(0).task().prompt()).isEqualTo(large);
    }

    @Test
    void afterAFaultAtTheBeginningOfASnapshotTheNextOneIsWritten() {
        AtomicInteger faults = new AtomicInteger();
        Broker broker = connect(
                new ForwardingLog(system.open(vertx)) {
                    @Override
                    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
                        if (faults.getAndIncrement() == 0) {
                            throw new OutOfMemoryError("made by the test");
                        }
                        return super.putSnapshotPiece(snapshot, number, piece);
                    }
                },
                new LogLimits(2L * LogRecord.MAX_BYTES));
        BrokerLog reader = reader();
        String content = "x".repeat(Document.MAX_BYTES);
        for (int i = 0; i < 200 && get(reader.manifest()).isEmpty(); i++) {
            assertThat(get(broker.documents().put(new Document("notes", "n" + i, 0, content))))
                    .isTrue();
        }
        assertThat(faults).hasPositiveValue();
        await().until(() -> get(reader.manifest()).isPresent());
    }

    @Test
    void aLogThatDeletesItsOldestRecordsHasASnapshotBeforeThat() {
        system.keepsBytes(40_000);
        Broker first = connect(system.open(vertx), OFTEN);
        String prompt = "x".repeat(800);
        for (int i = 0; i < 200; i++) {
            submit(first, Task.of(prompt).id("t" + i));
        }
        get(first.close());
        BrokerLog reader = reader();
        SnapshotManifest manifest = get(reader.manifest()).orElseThrow();
        assertThat(records(reader).get(0).position()).isLessThanOrEqualTo(manifest.position() + 1);
        assertThat(get(connect(system.open(vertx), OFTEN).stats()).queued()).isEqualTo(200);
    }

    @Test
    void whatSeveralLeadersHaveStoredCountsForTheNextSnapshot() {
        LogLimits limits = new LogLimits(20_000);
        BrokerLog reader = reader();
        for (int term = 0; term < 5; term++) {
            Broker leader = connect(system.open(vertx), limits);
            submit(leader, Task.of("x".repeat(8000)).id("t" + term));
            get(leader.stats());
            get(leader.close());
        }
        assertThat(get(reader.manifest())).isPresent();
        assertThat(get(connect(system.open(vertx), limits).stats()).queued()).isEqualTo(5);
    }
}
