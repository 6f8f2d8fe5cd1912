package io.codefleet.agent.opencode.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream of server-sent events, however it is cut into pieces: the data of each event, of several lines if it has
 * several. All other fields are passed over.
 */
final class EventParser implements Handler<Buffer> {
    private static final String DATA = "data:";

    private final Handler<String> events;
    private final RecordParser lines = RecordParser.newDelimited("\n", this::line);
    private final StringBuilder data = new StringBuilder();
    private boolean begun;

    EventParser(Handler<String> events) {
        this.events = events;
        lines.maxRecordSize(OpenCodeClient.MAX_BODY_BYTES);
    }

    @Override
    public void handle(Buffer piece) {
        lines.handle(piece);
    }

    private void line(Buffer bytes) {
        String line = bytes.toString(StandardCharsets.UTF_8);
        if (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith(DATA)) {
            String value = line.substring(DATA.length());
            data.append(begun ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
            begun = true;
        }
    }

    private void dispatch() {
        if (begun) {
            String event = data.toString();
            data.setLength(0);
            begun = false;
            events.handle(event);
        }
    }
}
