package io.codefleet;

/** State of a client's connection to its broker. */
public enum ConnectionState {
    /** Calls go through. */
    CONNECTED,
    /** The connection is lost and the client reconnects with backoff; calls wait for it or fail by their time limit. */
    RECONNECTING,
    /** The client was closed. */
    CLOSED
}
