package io.codefleet.control.gateway;

import io.codefleet.broker.log.remote.GatewayProtocol;

/** Reason for which the gateway closes a connection. Clients read the codes: those from 4000 on are this protocol's own. */
enum CloseReason {
    /** The server stops; another may take its place. */
    SHUTDOWN(1001, "the control plane stops"),
    /** A message that is not binary. */
    NOT_BINARY(1003, "messages of the gateway are binary"),
    /** A message that cannot be read. */
    MALFORMED(1007, "a message that cannot be read"),
    /** A message above the limit. */
    TOO_LARGE(1009, "a call above the limit of its size"),
    /** Nothing came for long. */
    SILENT(4000, "nothing moved for long"),
    /** The key was revoked or has expired. */
    KEY_ENDED(GatewayProtocol.KEY_ENDED, "the API key was revoked or has expired"),
    /** Calls that have not arrived completely take too much memory, and the most is that of the key of this connection. */
    MEMORY_FULL(4002, "incomplete calls use up the memory for them, most of it those of this key; send again later"),
    /** A call takes too long to arrive. */
    INCOMPLETE(4003, "a call did not arrive completely in time");

    private final short code;
    private final String text;

    CloseReason(int code, String text) {
        this.code = (short) code;
        this.text = text;
    }

    short code() {
        return code;
    }

    String text() {
        return text;
    }
}
