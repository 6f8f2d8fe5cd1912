package io.codefleet.broker.log.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Announcement of a process about its leadership.
 *
 * @param id the client id of the process
 * @param rank the position of the record that began its term; before that the end of the log. The higher one leads
 * @param serves whether it receives requests
 * @param leaves whether it gives up
 */
public record Announcement(String id, long rank, boolean serves, boolean leaves) {
    /** Returns the bytes of the message that carries it. */
    public byte[] encode() {
        return new JsonObject()
                .put("id", id)
                .put("rank", rank)
                .put("serves", serves)
                .put("leaves", leaves)
                .toBuffer()
                .getBytes();
    }

    /** Reads an announcement; empty if it cannot be read, as that of another version. */
    public static Optional<Announcement> decode(byte[] bytes) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            return Optional.of(new Announcement(
                    json.getString("id"), json.getLong("rank"), json.getBoolean("serves"), json.getBoolean("leaves")));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
