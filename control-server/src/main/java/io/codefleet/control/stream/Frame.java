package io.codefleet.control.stream;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One event of a stream.
 *
 * @param event its name
 * @param id the cursor behind which a client that reconnects continues
 * @param data its content
 */
record Frame(String event, Optional<String> id, JsonObject data) {
    static Frame of(String event, JsonObject data) {
        return new Frame(event, Optional.empty(), data);
    }

    /** Returns the frame as a server-sent event; JSON on one line needs no escaping there. */
    String serverSentEvent() {
        StringBuilder text = new StringBuilder("event: ").append(event).append('\n');
        id.ifPresent(cursor -> text.append("id: ").append(cursor).append('\n'));
        return text.append("data: ").append(data.encode()).append("\n\n").toString();
    }

    /** Returns the frame as the text of a WebSocket message. */
    String message() {
        JsonObject message = new JsonObject().put("event", event);
        id.ifPresent(cursor -> message.put("id", cursor));
        return message.put("data", data).encode();
    }
}
