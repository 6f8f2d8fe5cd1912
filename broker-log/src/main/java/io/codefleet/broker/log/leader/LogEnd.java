package io.codefleet.broker.log.leader;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RecordSequence;
import io.codefleet.broker.log.StoredRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The end of the log as this process knows it. Appends one record at a time; one whose answer was lost is looked for before anything
 * else is appended. Lives on one context.
 */
final class LogEnd {
    /** About what a system stores for a record without content, so that a log of many small ones is cut too. */
    private static final int RECORD_BYTES = 200;

    private static final int READ_BYTES = 4 << 20;
    private static final int MAX_ATTEMPTS = 20;
    private static final long RETRY_MILLIS = 200;

    private final Vertx vertx;
    private final BrokerLog log;
    private final RecordSequence sequence;
    private final BooleanSupplier isOver;
    private long position;
    private LogPosition lastComplete;
    private long bytes;
    private long completeBytes;
    private long begun = System.nanoTime();

    /**
     * Creates the end of a log that was read up to a position.
     *
     * @param isOver returns whether the process has lost its right, and may append nothing more
     */
    LogEnd(Vertx vertx, BrokerLog log, RecordSequence sequence, long position, BooleanSupplier isOver) {
        this.vertx = vertx;
        this.log = log;
        this.sequence = sequence;
        this.position = position;
        this.isOver = isOver;
        this.lastComplete = LogPosition.of(position, sequence);
    }

    /**
     * Returns the last record behind which a reader can begin: the newest that counts and is not a
     * {@link LogRecord.Kind#PIECE}. A reader that begins between the pieces of a change cannot join them.
     */
    LogPosition lastComplete() {
        return lastComplete;
    }

    /** Returns about how many bytes have the records that were read and appended, to the {@link #lastComplete} one. */
    long bytes() {
        return completeBytes;
    }

    /** Returns when the last try to begin a term was made, as of {@link System#nanoTime()}. */
    long begun() {
        return begun;
    }

    RecordSequence sequence() {
        return sequence;
    }

    /** Reads to the end of the log; gives the records that count. */
    Future<Void> readOn(Consumer<LogRecord> to) {
        return log.read(position, READ_BYTES).compose(records -> {
            records.forEach(stored -> take(stored, to));
            return records.isEmpty() ? Future.succeededFuture() : readOn(to);
        });
    }

    private void take(StoredRecord stored, Consumer<LogRecord> to) {
        position = stored.position();
        bytes += RECORD_BYTES + stored.record().body().length();
        if (sequence.accept(stored.record())) {
            if (stored.record().kind() != LogRecord.Kind.PIECE) {
                lastComplete = LogPosition.of(position, sequence);
                completeBytes = bytes;
            }
            to.accept(stored.record());
        }
    }

    /** Appends the next record of the term. */
    Future<Appended> append(LogRecord.Kind kind, long time, Buffer body) {
        return append(new LogRecord(sequence.term(), sequence.index() + 1, time, kind, body), 1, counted -> {});
    }

    /**
     * Begins a term. Fails with {@link AppendException.Kind#REFUSED} if another process has appended. The record has the
     * latest time of the log, as this process may not know the time before the record is stored. Readers ignore its
     * content, the name of the process, which distinguishes it from the record of another process for the same term.
     *
     * @param to gets the records that count which another process stored meanwhile
     */
    Future<Appended> begin(Consumer<LogRecord> to) {
        begun = System.nanoTime();
        Buffer body = Buffer.buffer(log.requests().clientId());
        LogRecord record = new LogRecord(sequence.term() + 1, 0, sequence.time(), LogRecord.Kind.TERM, body);
        return append(record, 1, to);
    }

    private Future<Appended> append(LogRecord record, int attempt, Consumer<LogRecord> to) {
        if (isOver.getAsBoolean()) {
            return over(attempt == 1 ? AppendException.Kind.REFUSED : AppendException.Kind.UNKNOWN);
        }
        return log.append(position, record)
                .map(appended -> {
                    take(new StoredRecord(appended.position(), record), to);
                    return appended;
                })
                .recover(failure -> {
                    // Once an answer was lost, a refusal may be due to the very record that was stored late.
                    boolean isKnown = attempt == 1
                            && failure instanceof AppendException known
                            && known.kind() != AppendException.Kind.UNKNOWN;
                    if (isKnown) {
                        return Future.failedFuture(failure);
                    }
                    return attempt == MAX_ATTEMPTS
                            ? Future.failedFuture(unknown(failure))
                            : pause().compose(v -> lookFor(record, attempt, to));
                });
    }

    private Future<Void> pause() {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(RETRY_MILLIS, v -> promise.complete());
        return promise.future();
    }

    /** Reads the log to find out whether a record counts, as the answer to its append was lost. */
    private Future<Appended> lookFor(LogRecord record, int attempt, Consumer<LogRecord> to) {
        if (isOver.getAsBoolean()) {
            return over(AppendException.Kind.UNKNOWN);
        }
        return log.read(position, READ_BYTES)
                .compose(
                        records -> {
                            for (StoredRecord stored : records) {
                                boolean isOwn = stored.record().equals(record);
                                take(stored, to);
                                if (isOwn) {
                                    return Future.succeededFuture(new Appended(stored.position(), Optional.empty()));
                                }
                            }
                            return sequence.term() > record.term() || isTaken(record)
                                    ? refused()
                                    : append(record, attempt + 1, to);
                        },
                        failure -> attempt == MAX_ATTEMPTS
                                ? Future.failedFuture(failure)
                                : pause().compose(v -> lookFor(record, attempt + 1, to)));
    }

    private static AppendException unknown(Throwable failure) {
        return new AppendException(AppendException.Kind.UNKNOWN, String.valueOf(failure.getMessage()), failure);
    }

    /** Returns a failure: this process leads no more. */
    private static Future<Appended> over(AppendException.Kind kind) {
        return Future.failedFuture(new AppendException(kind, "this process no longer leads the namespace", null));
    }

    private boolean isTaken(LogRecord record) {
        return sequence.term() == record.term() && sequence.index() >= record.index();
    }

    private static <T> Future<T> refused() {
        return Future.failedFuture(
                new AppendException(AppendException.Kind.REFUSED, "another process leads the namespace", null));
    }

    /** Cuts a change into the bodies of its records; at least one. */
    static List<Buffer> bodies(Buffer change) {
        int max = LogRecord.MAX_BYTES - LogRecord.HEADER_BYTES;
        List<Buffer> bodies = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(change.length(), from + max);
            bodies.add(change.getBuffer(from, to));
            from = to;
        } while (from < change.length());
        return bodies;
    }
}
