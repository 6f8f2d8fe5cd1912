package io.codefleet.broker.log.leader;

import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.inmemory.internal.StateCopy;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RecordSequence;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.codec.ChangeForms;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes a store what the log says, and begins a term. Lives on one context. */
final class TakeOver {
    private static final int MAX_ATTEMPTS = 5;

    private final Vertx vertx;
    private final BrokerLog log;
    private final LeaderClock clock;
    private final StateCopy copy;
    private final BooleanSupplier isOver;
    private Buffer pieces = Buffer.buffer();

    /**
     * Creates the take-over of one process.
     *
     * @param isOver returns whether the process has lost its right, and may begin no term
     */
    TakeOver(Vertx vertx, BrokerLog log, LeaderClock clock, NamespaceStore store, BooleanSupplier isOver) {
        this.vertx = vertx;
        this.log = log;
        this.clock = clock;
        this.copy = store.copy();
        this.isOver = isOver;
    }

    /** Completes the take-over and returns the end of the log, whose last record begins this process's term. */
    Future<LogEnd> run() {
        return log.manifest()
                .compose(found -> read(found)
                        .recover(failure -> failure instanceof MalformedDataException
                                ? unlessReplaced(found, failure)
                                : Future.failedFuture(failure)))
                .compose(end -> begin(end, 1));
    }

    /** Reads a snapshot and the records behind it. */
    private Future<LogEnd> read(Optional<SnapshotManifest> found) {
        return found.map(manifest ->
                        new SnapshotReader(log, manifest, copy::put).run().map(done -> end(manifest)))
                .orElseGet(() -> Future.succeededFuture(new LogEnd(vertx, log, RecordSequence.start(), 0, isOver)))
                .compose(end -> end.readOn(this::put).map(end));
    }

    /**
     * Fails so that a caller tries again if a leader has stored a newer snapshot meanwhile: it deletes the older one, and the
     * records that it replaces.
     */
    private Future<LogEnd> unlessReplaced(Optional<SnapshotManifest> read, Throwable failure) {
        return log.manifest()
                .compose(newest -> Future.failedFuture(
                        name(newest).equals(name(read))
                                ? failure
                                : new BrokerUnavailableException(
                                        "a newer snapshot has replaced what was read: " + failure.getMessage(),
                                        failure)));
    }

    private static Optional<String> name(Optional<SnapshotManifest> manifest) {
        return manifest.map(SnapshotManifest::snapshot);
    }

    private LogEnd end(SnapshotManifest manifest) {
        return new LogEnd(vertx, log, RecordSequence.of(manifest), manifest.position(), isOver);
    }

    private Future<LogEnd> begin(LogEnd end, int attempt) {
        return end.readOn(this::put).compose(read -> {
            if (isOver.getAsBoolean()) {
                return Future.failedFuture(
                        new IllegalStateException("the right to lead was lost before the term began"));
            }
            return end.begin(this::put)
                    .map(appended -> {
                        // Nothing reads the clock before this: a time that was read is not taken back.
                        appended.storedAt().ifPresent(clock::isNow);
                        clock.notBefore(end.sequence().time());
                        copy.takeOver();
                        return end;
                    })
                    .recover(failure -> isRefused(failure) && attempt < MAX_ATTEMPTS
                            ? begin(end, attempt + 1)
                            : Future.failedFuture(failure));
        });
    }

    private static boolean isRefused(Throwable failure) {
        return failure instanceof AppendException refused && refused.kind() == AppendException.Kind.REFUSED;
    }

    private void put(LogRecord record) {
        switch (record.kind()) {
            // What an earlier leader did not finish has no effect.
            case TERM -> pieces = Buffer.buffer();
            case PIECE -> pieces.appendBuffer(record.body());
            case CHANGE -> {
                copy.put(ChangeForms.decode(pieces.appendBuffer(record.body())));
                pieces = Buffer.buffer();
            }
        }
    }
}
