package io.codefleet.control.stream;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One event of a stream. It is encoded once for all watchers to which it goes. */
final class Frame {
    private final String event;
    private final Optional<String> id;
    private final JsonObject data;
    // Two threads may make the same text at once, and then either is right.
    private @Nullable String serverSentEvent;
    private @Nullable String message;

    /**
     * Creates a frame.
     *
     * @param event its name
     * @param id the cursor behind which a client that reconnects continues
     * @param data its content
     */
    Frame(String event, Optional<String> id, JsonObject data) {
        this.event = event;
        this.id = id;
        this.data = data;
    }

    static Frame of(String event, JsonObject data) {
        return new Frame(event, Optional.empty(), data);
    }

    /** Returns the frame as a server-sent event; JSON on one line needs no escaping there. */
    String serverSentEvent() {
        String known = serverSentEvent;
        if (known == null) {
            StringBuilder text = new StringBuilder("event: ").append(event).append('\n');
            id.ifPresent(cursor -> text.append("id: ").append(cursor).append('\n'));
            known = text.append("data: ").append(data.encode()).append("\n\n").toString();
            serverSentEvent = known;
        }
        return known;
    }

    /** Returns the frame as the text of a WebSocket message. */
    String message() {
        String known = message;
        if (known == null) {
            JsonObject json = new JsonObject().put("event", event);
            id.ifPresent(cursor -> json.put("id", cursor));
            known = json.put("data", data).encode();
            message = known;
        }
        return known;
    }
}
