package io.codefleet.broker.log.leader;

import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A log that does what another one does. Tests override the methods that are to fail. */
class ForwardingLog implements BrokerLog {
    private final BrokerLog to;

    ForwardingLog(BrokerLog to) {
        this.to = to;
    }

    @Override
    public Future<Leadership> elect(Supplier<Duration> delay) {
        return to.elect(delay);
    }

    @Override
    public Duration electionTime() {
        return to.electionTime();
    }

    @Override
    public Future<Appended> append(long after, LogRecord record) {
        return to.append(after, record);
    }

    @Override
    public Future<List<StoredRecord>> read(long after, int maxBytes) {
        return to.read(after, maxBytes);
    }

    @Override
    public long keptBytes() {
        return to.keptBytes();
    }

    @Override
    public Future<Void> truncateBefore(long position) {
        return to.truncateBefore(position);
    }

    @Override
    public Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece) {
        return to.putSnapshotPiece(snapshot, number, piece);
    }

    @Override
    public Future<Buffer> snapshotPiece(String snapshot, int number) {
        return to.snapshotPiece(snapshot, number);
    }

    @Override
    public Future<Void> putManifest(SnapshotManifest manifest) {
        return to.putManifest(manifest);
    }

    @Override
    public Future<Optional<SnapshotManifest>> manifest() {
        return to.manifest();
    }

    @Override
    public RequestChannel requests() {
        return to.requests();
    }

    @Override
    public Future<Void> close() {
        return to.close();
    }
}
