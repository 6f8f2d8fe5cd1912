package io.codefleet.broker.log.leader;

import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.codec.ChangeForms;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Writes a snapshot while the leader works: some tasks in each turn. What changes meanwhile is in the log behind the place that the
 * manifest names, and putting it again changes nothing. Lives on one context.
 */
final class SnapshotWriter {
    private static final int TASKS_A_TURN = 100;

    private final Vertx vertx;
    private final BrokerLog log;
    private final NamespaceStore store;
    private final String name;
    private final LogPosition at;
    private final CRC32C checksum = new CRC32C();
    private Buffer buffer = Buffer.buffer();
    private int pieces;
    private long bytes;

    SnapshotWriter(Vertx vertx, BrokerLog log, NamespaceStore store, LogEnd end) {
        this.vertx = vertx;
        this.log = log;
        this.store = store;
        this.at = end.lastComplete();
        this.name = at.term() + "-" + at.index();
    }

    /**
     * Writes it and lets the log delete what it replaces.
     *
     * @param stored completes when all that the store has done so far is in the log
     * @return its size in bytes
     */
    Future<Long> run(Supplier<Future<Void>> stored) {
        List<StateChange> others = new ArrayList<>();
        store.copy().dump(others::add);
        return add(others)
                .compose(done -> tasks(0))
                .compose(done -> putPiece(buffer))
                .compose(done -> stored.get())
                .compose(done -> log.putManifest(manifest()))
                .compose(done -> log.truncateBefore(at.position() + 1))
                .map(done -> bytes);
    }

    private SnapshotManifest manifest() {
        return new SnapshotManifest(name, at.position(), at.term(), at.index(), at.time(), pieces, checksum.getValue());
    }

    private Future<Void> tasks(long after) {
        List<StateChange> some = new ArrayList<>();
        OptionalLong next = store.copy().dumpTasks(after, TASKS_A_TURN, some::add);
        return add(some)
                .compose(done ->
                        next.isPresent() ? turn().compose(v -> tasks(next.getAsLong())) : Future.succeededFuture());
    }

    /** Waits for the next turn of the event loop, so that others run meanwhile. This also keeps the stack short. */
    private Future<Void> turn() {
        Promise<Void> promise = Promise.promise();
        vertx.runOnContext(v -> promise.complete());
        return promise.future();
    }

    private Future<Void> add(List<StateChange> changes) {
        Buffer encoded = ChangeForms.encode(changes);
        buffer.appendInt(encoded.length()).appendBuffer(encoded);
        return putFullPieces(0);
    }

    /** Stores the full pieces of the buffer from this index on, and keeps the rest. */
    private Future<Void> putFullPieces(int from) {
        int to = from + LogRecord.MAX_BYTES;
        if (buffer.length() < to) {
            if (from > 0) {
                buffer = buffer.getBuffer(from, buffer.length());
            }
            return Future.succeededFuture();
        }
        return putPiece(buffer.getBuffer(from, to)).compose(done -> putFullPieces(to));
    }

    private Future<Void> putPiece(Buffer piece) {
        checksum.update(piece.getBytes());
        bytes += piece.length();
        return log.putSnapshotPiece(name, pieces++, piece);
    }
}
