package io.codefleet.broker.log.tck;

import static org.awaitility.Awaitility.await;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RecordSequence;
import io.codefleet.broker.log.StoredRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Base of the kit's tests: one log, opened by several processes. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
public abstract class LogTestBase {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final int A_LOT = 64 << 20;

    final Vertx vertx = Vertx.vertx();
    private final List<BrokerLog> opened = new ArrayList<>();
    private @Nullable LogHarness harness;

    /** Returns the log under test. The test base calls it once for each test. */
    protected abstract LogHarness harness();

    @BeforeEach
    void setUp() {
        harness = harness();
    }

    @AfterEach
    void tearDown() {
        opened.forEach(log -> get(log.close()));
        if (harness != null) {
            harness.close();
        }
        get(vertx.close());
    }

    LogHarness underTest() {
        if (harness == null) {
            throw new IllegalStateException("the test has not begun");
        }
        return harness;
    }

    BrokerLog open() {
        BrokerLog log = get(underTest().open(vertx));
        opened.add(log);
        return log;
    }

    /** Returns a log that has the right to lead. */
    BrokerLog elected() {
        BrokerLog log = open();
        get(log.elect());
        return log;
    }

    static <T> T get(Future<T> future) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(future::isComplete);
        if (future.failed()) {
            throw new AssertionError("expected success", future.cause());
        }
        return future.result();
    }

    static Throwable failureOf(Future<?> future) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(future::isComplete);
        if (future.succeeded()) {
            throw new AssertionError("expected a failure, but the answer is " + future.result());
        }
        return future.cause();
    }

    static AppendException.Kind appendFailure(Future<?> append) {
        Throwable failure = failureOf(append);
        if (failure instanceof AppendException refused) {
            return refused.kind();
        }
        throw new AssertionError("expected an AppendException", failure);
    }

    static LogRecord term(long term) {
        return new LogRecord(term, 0, 1000 * term, LogRecord.Kind.TERM, Buffer.buffer());
    }

    static LogRecord change(long term, long index, String body) {
        return change(term, index, Buffer.buffer(body));
    }

    static LogRecord change(long term, long index, Buffer body) {
        return new LogRecord(term, index, 1000 * term + index, LogRecord.Kind.CHANGE, body);
    }

    static long append(BrokerLog log, long after, LogRecord record) {
        return get(log.append(after, record)).position();
    }

    /** Returns all records behind the position, in small reads. */
    static List<StoredRecord> readAll(BrokerLog log, long after) {
        List<StoredRecord> all = new ArrayList<>();
        List<StoredRecord> some = get(log.read(after, 100));
        while (!some.isEmpty()) {
            all.addAll(some);
            some = get(log.read(some.get(some.size() - 1).position(), 100));
        }
        return all;
    }

    /** Returns the records that count. */
    static List<LogRecord> counted(BrokerLog log) {
        RecordSequence sequence = RecordSequence.start();
        return readAll(log, 0).stream()
                .map(StoredRecord::record)
                .filter(sequence::accept)
                .toList();
    }
}
