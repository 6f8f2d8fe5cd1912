package io.codefleet.control.stream;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One server-sent event.
 *
 * @param event its name
 * @param id the cursor that a client sends back as {@code Last-Event-ID}
 * @param data its content; as JSON on one line it needs no escaping
 */
record SseFrame(String event, Optional<String> id, JsonObject data) {
    String text() {
        StringBuilder text = new StringBuilder("event: ").append(event).append('\n');
        id.ifPresent(cursor -> text.append("id: ").append(cursor).append('\n'));
        return text.append("data: ").append(data.encode()).append("\n\n").toString();
    }
}
