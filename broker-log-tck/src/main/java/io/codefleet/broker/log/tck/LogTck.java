package io.codefleet.broker.log.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.ClosedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order, fencing, positions, sizes, truncation, restart and election of a log. */
public abstract class LogTck extends LogTestBase {
    @Test
    void anEmptyLogHasNoRecords() {
        assertThat(get(open().read(0, A_LOT))).isEmpty();
    }

    @Test
    void recordsAreReadAsTheyWereAppendedAndInTheirOrder() {
        BrokerLog leader = elected();
        List<StoredRecord> appended = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < 50; i++) {
            LogRecord record = i == 0 ? term(1) : change(1, i, "body " + i);
            last = append(leader, last, record);
            appended.add(new StoredRecord(last, record));
        }
        assertThat(appended).extracting(StoredRecord::position).isSorted().doesNotHaveDuplicates();
        assertThat(readAll(leader, 0)).isEqualTo(appended);
        assertThat(readAll(open(), 0)).isEqualTo(appended);
        assertThat(readAll(open(), appended.get(30).position())).isEqualTo(appended.subList(31, 50));
        assertThat(get(leader.read(last, A_LOT))).isEmpty();
    }

    @Test
    void aReadReturnsAtLeastOneRecordAndAboutAsManyBytesAsAskedFor() {
        BrokerLog leader = elected();
        long last = append(leader, 0, term(1));
        for (int i = 1; i <= 20; i++) {
            last = append(leader, last, change(1, i, Buffer.buffer(new byte[10_000])));
        }
        assertThat(get(open().read(0, 1))).hasSize(1);
        assertThat(get(open().read(0, 50_000))).hasSizeBetween(1, 10);
        assertThat(readAll(open(), 0)).hasSize(21);
    }

    @Test
    void anEmptyBodyAndAllBytesAreStored() {
        BrokerLog leader = elected();
        Buffer bytes = Buffer.buffer();
        for (int i = 0; i < 256; i++) {
            bytes.appendByte((byte) i);
        }
        long last = append(leader, 0, term(1));
        last = append(leader, last, change(1, 1, bytes));
        append(leader, last, change(1, 2, Buffer.buffer()));
        assertThat(counted(open())).containsExactly(term(1), change(1, 1, bytes), change(1, 2, Buffer.buffer()));
    }

    @Test
    void theLargestRecordIsStoredWithoutACut() {
        BrokerLog leader = elected();
        LogRecord largest = change(1, 1, Buffer.buffer(new byte[LogRecord.MAX_BYTES - LogRecord.HEADER_BYTES]));
        append(leader, append(leader, 0, term(1)), largest);
        assertThat(counted(open())).containsExactly(term(1), largest);
    }

    @Test
    void anAppendBehindAnotherPositionIsRefused() {
        BrokerLog leader = elected();
        long first = append(leader, 0, term(1));
        long second = append(leader, first, change(1, 1, "one"));
        assertThat(appendFailure(leader.append(first, change(1, 1, "another"))))
                .isEqualTo(AppendException.Kind.REFUSED);
        append(leader, second, change(1, 2, "two"));
        assertThat(counted(open())).containsExactly(term(1), change(1, 1, "one"), change(1, 2, "two"));
    }

    @Test
    void aProcessThatDoesNotKnowTheEndIsRefused() {
        BrokerLog leader = elected();
        long last = append(leader, 0, term(1));
        assertThat(appendFailure(open().append(0, term(1)))).isEqualTo(AppendException.Kind.REFUSED);
        append(leader, last, change(1, 1, "one"));
        assertThat(counted(open())).containsExactly(term(1), change(1, 1, "one"));
    }

    @Test
    void aDeposedLeaderChangesNothing() {
        BrokerLog old = open();
        Leadership leadership = get(old.elect());
        long last = append(old, 0, term(1));
        get(leadership.resign());
        BrokerLog successor = elected();
        long begun = append(successor, last, term(2));
        assertThat(appendFailure(old.append(last, change(1, 1, "late")))).isEqualTo(AppendException.Kind.REFUSED);
        append(successor, begun, change(2, 1, "next"));
        assertThat(counted(open())).containsExactly(term(1), term(2), change(2, 1, "next"));
    }

    @Test
    void aLostAnswerIsFoundByReading() {
        assumeTrue(underTest().losesAnswers(), "needs a log whose answers can be lost");
        BrokerLog leader = elected();
        long last = append(leader, 0, term(1));
        underTest().loseNextAnswer();
        assertThat(appendFailure(leader.append(last, change(1, 1, "one")))).isEqualTo(AppendException.Kind.UNKNOWN);
        List<StoredRecord> stored = readAll(leader, last);
        assertThat(stored).extracting(StoredRecord::record).containsExactly(change(1, 1, "one"));
        append(leader, stored.get(0).position(), change(1, 2, "two"));
        assertThat(counted(open())).containsExactly(term(1), change(1, 1, "one"), change(1, 2, "two"));
    }

    @Test
    void truncationKeepsThePositionItIsGivenAndAllBehind() {
        BrokerLog leader = elected();
        List<Long> positions = new ArrayList<>(List.of(append(leader, 0, term(1))));
        for (int i = 1; i <= 20; i++) {
            positions.add(append(leader, positions.get(i - 1), change(1, i, "body " + i)));
        }
        get(leader.truncateBefore(positions.get(10)));
        get(leader.truncateBefore(positions.get(10)));
        get(leader.truncateBefore(positions.get(5)));
        assertThat(readAll(open(), positions.get(9)))
                .extracting(StoredRecord::position)
                .isEqualTo(positions.subList(10, 21));
        List<Long> kept =
                readAll(open(), 0).stream().map(StoredRecord::position).toList();
        assertThat(kept).endsWith(positions.subList(10, 21).toArray(Long[]::new));
        assertThat(positions).containsAll(kept);
    }

    @Test
    void positionsGoOnWhenAllRecordsAreTruncated() {
        BrokerLog leader = elected();
        long last = append(leader, append(leader, 0, term(1)), change(1, 1, "one"));
        get(leader.truncateBefore(last + 1));
        long next = append(leader, last, change(1, 2, "two"));
        assertThat(next).isGreaterThan(last);
        assertThat(readAll(open(), last)).containsExactly(new StoredRecord(next, change(1, 2, "two")));
    }

    @Test
    void allIsThereAfterARestart() {
        BrokerLog before = elected();
        long last = append(before, append(before, 0, term(1)), change(1, 1, "one"));
        get(before.close());
        underTest().restart();
        BrokerLog after = elected();
        assertThat(counted(after)).containsExactly(term(1), change(1, 1, "one"));
        append(after, last, term(2));
        assertThat(counted(open())).containsExactly(term(1), change(1, 1, "one"), term(2));
    }

    @Test
    void oneLeadsUntilItResigns() {
        BrokerLog first = open();
        Leadership leadership = get(first.elect());
        Future<Leadership> second = open().elect();
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> !second.isComplete());
        get(leadership.resign());
        get(leadership.resign());
        get(second);
    }

    @Test
    void oneLeadsUntilItsLogIsClosed() {
        BrokerLog first = elected();
        Future<Leadership> second = open().elect();
        get(first.close());
        get(second);
    }

    @Test
    void aResignedProcessCanBeElectedAgain() {
        BrokerLog log = open();
        get(get(log.elect()).resign());
        get(get(log.elect()).resign());
        get(log.elect());
    }

    @Test
    void aClosedLogAnswersNothingMore() {
        elected();
        BrokerLog waiting = open();
        Future<Leadership> candidacy = waiting.elect();
        get(waiting.close());
        get(waiting.close());
        assertThat(failureOf(candidacy)).isInstanceOf(ClosedException.class);
        assertThat(failureOf(waiting.read(0, 1))).isInstanceOf(ClosedException.class);
        assertThat(failureOf(waiting.manifest())).isInstanceOf(ClosedException.class);
        assertThat(failureOf(waiting.append(0, term(1)))).isNotNull();
    }
}
