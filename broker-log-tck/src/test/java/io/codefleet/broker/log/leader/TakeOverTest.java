package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.broker.log.codec.ChangeForms;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process finds that takes over while another replaces the snapshot that it reads. */
@Timeout(90)
class TakeOverTest {
    private final Vertx vertx = Vertx.vertx();
    private final BrokerLog log = new MemoryLogSystem().open(vertx);

    @AfterEach
    void close() {
        get(vertx.close());
    }

    /** Stores a snapshot of one change a piece. */
    private SnapshotManifest stored(String name, long position, int pieces) {
        CRC32C checksum = new CRC32C();
        for (int number = 0; number < pieces; number++) {
            Buffer change = ChangeForms.encode(List.of(new StateChange.TaskDeleted("t" + number)));
            Buffer piece = Buffer.buffer().appendInt(change.length()).appendBuffer(change);
            checksum.update(piece.getBytes());
            get(log.putSnapshotPiece(name, number, piece));
        }
        return new SnapshotManifest(name, position, 1, position, 1, pieces, checksum.getValue());
    }

    private Future<LogEnd> takeOver(BrokerLog from) {
        InstantSource clock = InstantSource.system();
        NamespaceStore store = new NamespaceStore("taken", clock, Runnable::run);
        return new TakeOver(vertx, from, new LeaderClock(clock), store, () -> false).run();
    }

    @Test
    void aSnapshotThatIsReplacedWhileItIsReadCanBeReadAgain() {
        SnapshotManifest first = stored("first", 1, 2);
        get(log.putManifest(first));
        SnapshotManifest second = stored("second", 2, 1);
        BrokerLog replaced = new ForwardingLog(log) {
            @Override
            public Future<Buffer> snapshotPiece(String snapshot, int number) {
                return super.snapshotPiece(snapshot, number)
                        .compose(piece -> super.putManifest(second).map(piece));
            }
        };
        assertThat(failureOf(takeOver(replaced)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("a newer snapshot has replaced what was read");
    }

    @Test
    void recordsThatAreReplacedByTheFirstSnapshotWhileTheyAreReadCanBeReadAgain() {
        SnapshotManifest first = stored("first", 1, 1);
        BrokerLog replaced = new ForwardingLog(log) {
            @Override
            public Future<List<StoredRecord>> read(long after, int maxBytes) {
                return super.putManifest(first)
                        .compose(done -> Future.failedFuture(
                                new MalformedDataException("the log", "records are missing", null)));
            }
        };
        assertThat(failureOf(takeOver(replaced))).isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void theNewestSnapshotThatLacksAPieceIsAnError() {
        SnapshotManifest first = stored("first", 1, 1);
        get(log.putManifest(new SnapshotManifest("first", 1, 1, 1, 1, 2, first.checksum())));
        assertThat(failureOf(takeOver(log))).isInstanceOf(MalformedDataException.class);
    }
}
