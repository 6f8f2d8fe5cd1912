package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Document;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The beginning and the end of a term: what the next leader finds, and what a leader that has ended leaves alone. */
class LeaderTermTest extends LeaderTestBase {
    private static Future<Appended> lostAnswer() {
        return Future.failedFuture(
                new AppendException(AppendException.Kind.UNKNOWN, "the answer was made to be lost", null));
    }

    @Test
    void theTimeOfANamespaceIsThatOfItsLogWhateverTheClocksOfItsLeaders() {
        system.storesAt(InstantSource.fixed(NOW));
        for (int hours = -1; hours <= 1; hours++) {
            Instant wrong = NOW.plus(Duration.ofHours(hours));
            Broker broker = connect(system.open(vertx), InstantSource.fixed(wrong), LogLimits.DEFAULT, OPTIONS);
            String id = "t" + hours;
            submit(broker, Task.of("do").id(id).limits(TaskLimits.DEFAULT.queueTimeout(Duration.ofMinutes(10))));
            get(broker.runMaintenance());
            assertThat(get(broker.find(List.of("t-1", "t0", "t1"))))
                    .hasSize(hours + 2)
                    .allSatisfy(info -> {
                        assertThat(info.summary().status()).isEqualTo(TaskStatus.QUEUED);
                        assertThat(info.summary().submittedAt()).isBetween(NOW, NOW.plusSeconds(60));
                    });
            get(broker.close());
        }
    }

    @Test
    void aProcessDoesNotTakeTheTermOfAnotherForItsOwn() {
        get(connect().close());
        BrokerLog other = system.open(vertx);
        Buffer body = records(other).get(0).record().body();
        AtomicBoolean isLate = new AtomicBoolean();
        Broker second = connect(new ForwardingLog(system.open(vertx)) {
            @Override
            public Future<Appended> append(long after, LogRecord record) {
                LogRecord same = new LogRecord(record.term(), record.index(), record.time(), record.kind(), body);
                return isLate.getAndSet(true)
                        ? super.append(after, record)
                        : other.append(after, same).compose(done -> lostAnswer());
            }
        });
        submit(second, "a");
        assertThat(records(other))
                .filteredOn(stored -> stored.record().kind() == LogRecord.Kind.TERM)
                .extracting(stored -> stored.record().term())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRecordThatAnotherLeaderStoresDuringTheTakeOverIsTakenOver() {
        Broker first = connect();
        submit(first, "early");
        int records = records(system.open(vertx)).size();
        submit(first, "late");
        get(first.close());
        List<StoredRecord> stored = records(system.open(vertx));
        MemoryLogSystem copied = new MemoryLogSystem();
        BrokerLog other = copied.open(vertx);
        stored.subList(0, records).forEach(record -> get(other.append(record.position() - 1, record.record())));
        AtomicBoolean isLate = new AtomicBoolean();
        Broker second = connect(new ForwardingLog(copied.open(vertx)) {
            @Override
            public Future<Appended> append(long after, LogRecord record) {
                return isLate.getAndSet(true)
                        ? super.append(after, record)
                        : other.append(after, stored.get(records).record()).compose(done -> lostAnswer());
            }
        });
        assertThat(ids(second, "early", "late")).containsExactly("early", "late");
        assertThat(get(second.stats()).queued()).isEqualTo(2);
    }

    /** A log that takes the right to lead from its process in the middle of an append, and keeps the terms of all later ones. */
    private final class EndingLog extends ForwardingLog {
        private final LogRecord.Kind kind;
        private final boolean isStored;
        private final AtomicBoolean isLost = new AtomicBoolean();
        final List<Long> termsBehind = new CopyOnWriteArrayList<>();

        EndingLog(LogRecord.Kind kind, boolean isStored) {
            super(system.open(vertx));
            this.kind = kind;
            this.isStored = isStored;
        }

        @Override
        public Future<Appended> append(long after, LogRecord record) {
            if (record.kind() != kind || isLost.getAndSet(true)) {
                if (isLost.get()) {
                    termsBehind.add(record.term());
                }
                return super.append(after, record);
            }
            Future<Appended> appended = isStored ? super.append(after, record) : lostAnswer();
            return appended.transform(done -> system.loseRight().compose(ended -> appended));
        }
    }

    @Test
    void aLeaderThatHasEndedDoesNotRepeatAnAppend() {
        EndingLog log = new EndingLog(LogRecord.Kind.CHANGE, false);
        Broker broker = connect(log);
        submit(broker, "a");
        assertThat(ids(broker, "a")).containsExactly("a");
        assertThat(log.termsBehind).isNotEmpty().allMatch(term -> term == 2);
    }

    @Test
    void aLeaderThatHasEndedAppendsNoFurtherPieces() {
        EndingLog log = new EndingLog(LogRecord.Kind.PIECE, true);
        Broker broker = connect(log);
        String large = "x".repeat(3 * LogRecord.MAX_BYTES);
        submit(broker, Task.of(large).id("a"));
        assertThat(get(broker.find(List.of("a")))).extracting(TaskInfo::task).hasSize(1);
        assertThat(log.termsBehind).isNotEmpty().allMatch(term -> term == 2);
    }

    @Test
    void aLeaderWithNothingToStoreClosesThoughItsLogDoesNotAnswer() {
        system.exclusiveFor(Duration.ZERO);
        HeldLog log = heldLog();
        Broker broker = connect(log);
        submit(broker, "a");
        log.hold();
        get(broker.close(), PATIENCE);
        assertThat(log.held()).isZero();
    }

    @Test
    void aLeaderThatIsClosedWaitsForItsLogNoLongerThanTheCommandTimeout() {
        HeldLog log = heldLog();
        Broker broker = connect(
                log, InstantSource.fixed(NOW), LogLimits.DEFAULT, OPTIONS.commandTimeout(Duration.ofMillis(1500)));
        log.hold();
        broker.submit(List.of(Task.of("do").id("a")));
        await().until(() -> log.held() == 1);
        get(broker.close(), PATIENCE);
    }

    @Test
    void aLeaderThatIsClosedWaitsForWhatIsUnderWay() {
        HeldLog log = heldLog();
        Broker first = connect(log);
        log.hold();
        first.submit(List.of(Task.of("do").id("a")));
        await().until(() -> log.held() == 1);
        Future<Void> closed = first.close();
        log.release();
        get(closed);
        assertThat(ids(connect(), "a")).containsExactly("a");
    }

    @Test
    void aCallThatIsStoredWhileItsLeaderClosesIsAnsweredAndNotMadeTwice() {
        HeldLog log = heldLog();
        Broker first = connect(log);
        Broker other = connect();
        log.hold();
        first.submit(List.of(Task.of("do").id("a")));
        await().until(() -> log.held() == 1);
        Future<Void> closed = first.close();
        int handled = log.handled();
        Future<Boolean> put = other.documents().put(new Document("kind", "name", 0, "content"));
        await().until(() -> log.handled() > handled);
        log.release();
        get(closed);
        assertThat(get(put)).isTrue();
        assertThat(get(other.documents().list("kind"))).containsExactly(new Document("kind", "name", 1, "content"));
    }
}
