package io.codefleet.broker.log.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.log.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages that are cut for a channel and joined again. */
class MessagePiecesTest {
    private final MessagePieces sender = new MessagePieces();
    private final MessagePieces receiver = new MessagePieces();

    private Optional<Buffer> joined(List<Buffer> pieces) {
        Optional<Buffer> last = Optional.empty();
        for (Buffer piece : pieces) {
            assertThat(piece.length()).isLessThanOrEqualTo(LogRecord.MAX_BYTES);
            last = receiver.join(piece);
        }
        return last;
    }

    @Test
    void aMessageIsJoinedAsItWasCut() {
        for (int size : new int[] {0, 1, LogRecord.MAX_BYTES - 13, LogRecord.MAX_BYTES, 3 * LogRecord.MAX_BYTES}) {
            Buffer message = Buffer.buffer("x".repeat(size));
            assertThat(joined(sender.cut(message))).contains(message);
        }
    }

    @Test
    void aMessageOfWhichAPieceIsLostIsDroppedAndTheNextIsNot() {
        List<Buffer> pieces = sender.cut(Buffer.buffer("x".repeat(3 * LogRecord.MAX_BYTES)));
        assertThat(joined(List.of(pieces.get(0), pieces.get(2), pieces.get(3)))).isEmpty();
        List<Buffer> others = sender.cut(Buffer.buffer("y".repeat(2 * LogRecord.MAX_BYTES)));
        assertThat(joined(others.subList(1, others.size()))).isEmpty();
        assertThat(joined(sender.cut(Buffer.buffer("next")))).contains(Buffer.buffer("next"));
    }
}
