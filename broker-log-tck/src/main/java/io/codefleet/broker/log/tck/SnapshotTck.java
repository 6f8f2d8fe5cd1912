package io.codefleet.broker.log.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots of a log: pieces that a manifest closes. */
public abstract class SnapshotTck extends LogTestBase {
    private static void put(BrokerLog log, String snapshot, List<Buffer> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            get(log.putSnapshotPiece(snapshot, i, pieces.get(i)));
        }
    }

    private static SnapshotManifest manifest(String snapshot, long position, int pieces) {
        return new SnapshotManifest(snapshot, position, 1, 7, 1234, pieces, 99);
    }

    @Test
    void aLogWithoutASnapshotHasNoManifest() {
        assertThat(get(open().manifest())).isEmpty();
    }

    @Test
    void piecesWithoutAManifestAreNoSnapshot() {
        BrokerLog leader = elected();
        put(leader, "s-1", List.of(Buffer.buffer("a"), Buffer.buffer("b")));
        assertThat(get(open().manifest())).isEmpty();
    }

    @Test
    void anotherProcessReadsTheSnapshot() {
        BrokerLog leader = elected();
        Buffer largest = Buffer.buffer(new byte[LogRecord.MAX_BYTES]);
        put(leader, "s-1", List.of(Buffer.buffer("a"), largest));
        put(leader, "s-1", List.of(Buffer.buffer("a")));
        get(leader.putManifest(manifest("s-1", 5, 2)));
        BrokerLog other = open();
        assertThat(get(other.manifest())).contains(manifest("s-1", 5, 2));
        assertThat(get(other.snapshotPiece("s-1", 0))).isEqualTo(Buffer.buffer("a"));
        assertThat(get(other.snapshotPiece("s-1", 1))).isEqualTo(largest);
    }

    @Test
    void aMissingPieceIsAnError() {
        BrokerLog leader = elected();
        put(leader, "s-1", List.of(Buffer.buffer("a")));
        get(leader.putManifest(manifest("s-1", 5, 1)));
        assertThat(failureOf(open().snapshotPiece("s-1", 1))).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void theNewestManifestCounts() {
        BrokerLog leader = elected();
        put(leader, "s-1", List.of(Buffer.buffer("a")));
        get(leader.putManifest(manifest("s-1", 5, 1)));
        put(leader, "s-2", List.of(Buffer.buffer("b"), Buffer.buffer("c")));
        assertThat(get(open().manifest())).contains(manifest("s-1", 5, 1));
        assertThat(get(open().snapshotPiece("s-1", 0))).isEqualTo(Buffer.buffer("a"));
        get(leader.putManifest(manifest("s-2", 9, 2)));
        assertThat(get(open().manifest())).contains(manifest("s-2", 9, 2));
        assertThat(get(open().snapshotPiece("s-2", 1))).isEqualTo(Buffer.buffer("c"));
    }

    @Test
    void anOlderManifestChangesNothing() {
        BrokerLog leader = elected();
        put(leader, "s-2", List.of(Buffer.buffer("b")));
        get(leader.putManifest(manifest("s-2", 9, 1)));
        put(leader, "s-1", List.of(Buffer.buffer("a")));
        get(leader.putManifest(manifest("s-1", 5, 1)));
        assertThat(get(open().manifest())).contains(manifest("s-2", 9, 1));
        assertThat(get(open().snapshotPiece("s-2", 0))).isEqualTo(Buffer.buffer("b"));
    }

    @Test
    void aSnapshotIsThereAfterARestart() {
        BrokerLog leader = elected();
        put(leader, "s-1", List.of(Buffer.buffer("a")));
        get(leader.putManifest(manifest("s-1", 5, 1)));
        get(leader.close());
        underTest().restart();
        assertThat(get(open().manifest())).contains(manifest("s-1", 5, 1));
        assertThat(get(open().snapshotPiece("s-1", 0))).isEqualTo(Buffer.buffer("a"));
    }
}
