package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.inmemory.internal.StateChange;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.codec.ChangeForms;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process finds that reads a snapshot while another replaces it. */
@Timeout(90)
class SnapshotReaderTest {
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

    @Test
    void aSnapshotThatIsReplacedWhileItIsReadCanBeReadAgain() {
        SnapshotManifest first = stored("first", 1, 2);
        get(log.putManifest(first));
        SnapshotManifest second = stored("second", 2, 1);
        SnapshotReader reader = new SnapshotReader(log, first, piece -> log.putManifest(second));
        assertThat(failureOf(reader.run()))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("replaced by a newer one");
    }

    @Test
    void theNewestSnapshotThatLacksAPieceIsAnError() {
        SnapshotManifest first = stored("first", 1, 1);
        SnapshotManifest more = new SnapshotManifest("first", 1, 1, 1, 1, 2, first.checksum());
        get(log.putManifest(more));
        assertThat(failureOf(new SnapshotReader(log, more, piece -> {}).run()))
                .isInstanceOf(MalformedDataException.class);
    }
}
