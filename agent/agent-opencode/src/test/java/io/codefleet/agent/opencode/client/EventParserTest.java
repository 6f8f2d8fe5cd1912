package io.codefleet.agent.opencode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
    private final List<String> events = new ArrayList<>();
    private final EventParser parser = new EventParser(events::add);

    private void feed(String text, int pieceSize) {
        Buffer bytes = Buffer.buffer(text);
        for (int from = 0; from < bytes.length(); from += pieceSize) {
            parser.handle(bytes.getBuffer(from, Math.min(bytes.length(), from + pieceSize)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void theSplitOfTheStreamIntoChunksDoesNotMatter(int pieceSize) {
        feed("data: {\"a\":\"grün 🙂\"}\n\ndata: two\n\n", pieceSize);

        assertThat(events).containsExactly("{\"a\":\"grün 🙂\"}", "two");
    }

    @Test
    void severalLinesOfDataAreOneEvent() {
        feed("data: one\ndata: two\n\n", 5);

        assertThat(events).containsExactly("one\ntwo");
    }

    @Test
    void otherFieldsCommentsAndCarriageReturnsArePassedOver() {
        feed(": hello\r\nevent: x\r\nid: 1\r\ndata:bare\r\n\r\nretry: 5\n\n\n", 4);

        assertThat(events).containsExactly("bare");
    }

    @Test
    void anIncompleteEventIsNotDelivered() {
        feed("data: half\n", 100);

        assertThat(events).isEmpty();
    }
}
