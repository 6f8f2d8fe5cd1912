package io.codefleet.broker.file;

import io.codefleet.broker.log.LogRecord;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.atomic.AtomicLong;

/** Messages on a connection, each behind its length. */
final class Frames {
    /** A peer that does not read for so long that this much waits is cut off. */
    private static final int MAX_WAITING_BYTES = 256 << 20;

    private static final int MAX_FRAME = LogRecord.MAX_BYTES + 1024;

    private final NetSocket socket;
    private final AtomicLong waitingBytes = new AtomicLong();
    private int length = -1;

    Frames(NetSocket socket) {
        this.socket = socket;
    }

    NetSocket socket() {
        return socket;
    }

    /** Passes each message that arrives to a handler; closes the connection to a peer that sends something else. */
    void read(Handler<Buffer> handler) {
        RecordParser parser = RecordParser.newFixed(Integer.BYTES);
        parser.handler(bytes -> take(parser, bytes, handler));
        socket.handler(parser);
    }

    private void take(RecordParser parser, Buffer bytes, Handler<Buffer> handler) {
        if (length >= 0) {
            length = -1;
            parser.fixedSizeMode(Integer.BYTES);
            handler.handle(bytes);
            return;
        }
        length = bytes.getInt(0);
        if (length <= 0 || length > MAX_FRAME) {
            socket.close();
            return;
        }
        parser.fixedSizeMode(length);
    }

    /** Sends a message. The queue of the socket does not measure this: it counts messages while a thread other than its own writes. */
    void write(Buffer message) {
        int size = Integer.BYTES + message.length();
        if (waitingBytes.addAndGet(size) > MAX_WAITING_BYTES) {
            socket.close();
            return;
        }
        socket.write(Buffer.buffer(size).appendInt(message.length()).appendBuffer(message))
                .onComplete(written -> waitingBytes.addAndGet(-size));
    }
}
