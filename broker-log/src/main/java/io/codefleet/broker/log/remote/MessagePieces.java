package io.codefleet.broker.log.remote;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.error.PayloadTooLargeException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts messages to the size that a channel carries, and joins the pieces of one sender. A message of which a piece is lost is dropped. */
public final class MessagePieces {
    private static final int HEADER_BYTES = 13;

    private final int maxBody;
    private final int maxMessage;
    private long sent;
    private long joining;
    private int next;
    private Buffer joined = Buffer.buffer();

    /** Creates pieces as large as a record of a log, of messages of any size. */
    public MessagePieces() {
        this(LogRecord.MAX_BYTES, Integer.MAX_VALUE);
    }

    /**
     * Creates pieces of another size.
     *
     * @param maxPiece the largest piece that {@link #cut} returns, in bytes
     * @param maxMessage the largest message that {@link #join} puts together, in bytes
     */
    public MessagePieces(int maxPiece, int maxMessage) {
        this.maxBody = maxPiece - HEADER_BYTES;
        this.maxMessage = maxMessage;
    }

    /** Returns the pieces of the next message: number of the message, number of the piece, whether it is the last, content. */
    public List<Buffer> cut(Buffer message) {
        sent++;
        List<Buffer> pieces = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(message.length(), from + maxBody);
            pieces.add(Buffer.buffer(HEADER_BYTES + to - from)
                    .appendLong(sent)
                    .appendInt(pieces.size())
                    .appendByte((byte) (to == message.length() ? 1 : 0))
                    .appendBuffer(message, from, to - from));
            from = to;
        } while (from < message.length());
        return pieces;
    }

    /**
     * Takes a piece; returns the message if it is complete.
     *
     * @throws PayloadTooLargeException if the message is larger than a message may be
     */
    public Optional<Buffer> join(Buffer piece) {
        if (piece.length() < HEADER_BYTES) {
            return Optional.empty();
        }
        long of = piece.getLong(0);
        int number = piece.getInt(8);
        if (number == 0) {
            joining = of;
            next = 0;
            joined = Buffer.buffer();
        }
        if (of != joining || number != next) {
            drop();
            return Optional.empty();
        }
        long size = (long) joined.length() + piece.length() - HEADER_BYTES;
        if (size > maxMessage) {
            drop();
            throw new PayloadTooLargeException("a message", size, maxMessage);
        }
        next++;
        joined.appendBuffer(piece, HEADER_BYTES, piece.length() - HEADER_BYTES);
        if (piece.getByte(12) == 0) {
            return Optional.empty();
        }
        Buffer message = joined;
        drop();
        return Optional.of(message);
    }

    /** Drops the pieces of a message that is not complete. */
    public void drop() {
        next = -1;
        joined = Buffer.buffer();
    }

    /** Returns how many bytes of a message that is not complete it holds. */
    public int incompleteBytes() {
        return joined.length();
    }
}
