package io.codefleet.broker.log.remote;

import io.codefleet.broker.log.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts messages to the size that a channel carries, and joins the pieces of one sender. A message of which a piece is lost is dropped. */
public final class MessagePieces {
    private static final int HEADER_BYTES = 13;
    private static final int MAX_BODY = LogRecord.MAX_BYTES - HEADER_BYTES;

    private long sent;
    private long joining;
    private int next;
    private Buffer joined = Buffer.buffer();

    /** Returns the pieces of the next message: number of the message, number of the piece, whether it is the last, content. */
    public List<Buffer> cut(Buffer message) {
        sent++;
        List<Buffer> pieces = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(message.length(), from + MAX_BODY);
            pieces.add(Buffer.buffer(HEADER_BYTES + to - from)
                    .appendLong(sent)
                    .appendInt(pieces.size())
                    .appendByte((byte) (to == message.length() ? 1 : 0))
                    .appendBuffer(message, from, to - from));
            from = to;
        } while (from < message.length());
        return pieces;
    }

    /** Takes a piece; returns the message if it is complete. */
    public Optional<Buffer> join(Buffer piece) {
        if (piece.length() < HEADER_BYTES) {
            return Optional.empty();
        }
        long message = piece.getLong(0);
        int number = piece.getInt(8);
        if (number == 0) {
            joining = message;
            next = 0;
            joined = Buffer.buffer();
        }
        if (message != joining || number != next) {
            next = -1;
            return Optional.empty();
        }
        next++;
        joined.appendBuffer(piece, HEADER_BYTES, piece.length() - HEADER_BYTES);
        if (piece.getByte(12) == 0) {
            return Optional.empty();
        }
        next = -1;
        return Optional.of(joined);
    }
}
