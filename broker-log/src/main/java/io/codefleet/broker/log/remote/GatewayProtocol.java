package io.codefleet.broker.log.remote;

/** Constants of the protocol between a gateway and its clients, which both sides and later versions must agree on. */
public final class GatewayProtocol {
    /** The path of the WebSocket. */
    public static final String PATH = "/gateway/v1";

    /** The largest frame that either side sends, in bytes; below the default limit of servers and proxies. */
    public static final int MAX_FRAME_BYTES = 60 * 1024;

    /** The largest call that is taken, in bytes. */
    public static final int MAX_CALL_BYTES = 128 * 1024 * 1024;

    /** The code with which a gateway closes a connection whose API key was revoked or has expired. */
    public static final int KEY_ENDED = 4001;

    private GatewayProtocol() {}
}
