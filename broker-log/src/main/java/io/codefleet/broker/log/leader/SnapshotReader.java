package io.codefleet.broker.log.leader;

import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.codec.ChangeForms;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Reads a snapshot: a stream of batches of changes, each behind its length, that was cut into pieces. */
final class SnapshotReader {
    private final BrokerLog log;
    private final SnapshotManifest manifest;
    private final Consumer<List<StateChange>> to;
    private final CRC32C checksum = new CRC32C();
    private Buffer rest = Buffer.buffer();

    SnapshotReader(BrokerLog log, SnapshotManifest manifest, Consumer<List<StateChange>> to) {
        this.log = log;
        this.manifest = manifest;
        this.to = to;
    }

    /** Reads it; fails with {@link MalformedDataException} if it is damaged, or another one has replaced it meanwhile. */
    Future<Void> run() {
        return read(0);
    }

    private Future<Void> read(int number) {
        if (number == manifest.pieces()) {
            return rest.length() == 0 && checksum.getValue() == manifest.checksum()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new MalformedDataException(
                            "snapshot " + manifest.snapshot(), "its content is not what its manifest says", null));
        }
        return log.snapshotPiece(manifest.snapshot(), number).compose(piece -> {
            take(piece);
            return read(number + 1);
        });
    }

    private void take(Buffer piece) {
        checksum.update(piece.getBytes());
        rest.appendBuffer(piece);
        int at = 0;
        while (rest.length() - at >= Integer.BYTES && rest.length() - at - Integer.BYTES >= rest.getInt(at)) {
            int from = at + Integer.BYTES;
            at = from + rest.getInt(at);
            to.accept(ChangeForms.decode(rest.getBuffer(from, at)));
        }
        rest = rest.getBuffer(at, rest.length());
    }
}
