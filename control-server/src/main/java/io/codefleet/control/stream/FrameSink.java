package io.codefleet.control.stream;

import io.vertx.core.Future;

/** The connection to one watcher, whatever its protocol. Its methods are called on the connection's context. */
interface FrameSink {
    /** Begins the stream. */
    void open();

    void write(Frame frame);

    /** Sends frames that keep proxies from closing a quiet connection, unless the watcher does not read. */
    void keepAlive();

    /** Returns whether the watcher reads slower than frames are written. */
    boolean full();

    /** Calls back each time when the watcher has read enough. */
    void onDrained(Runnable handler);

    /** Calls back when the connection ends, by either side. */
    void onClosed(Runnable handler);

    /** Returns whether the connection has ended. */
    boolean closed();

    /** Writes a last frame and ends the connection; completes when the frame is written, or cannot be. */
    Future<Void> end(Frame last);
}
