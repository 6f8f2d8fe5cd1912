package io.codefleet;

/** How the client stands with its broker. */
public enum ConnectionState {
    /** Calls go through. */
    CONNECTED,
    /** The connection is lost and is being made anew, with backoff; calls wait for it or fail by their time limit. */
    RECONNECTING,
    /** The client was closed. */
    CLOSED
}
