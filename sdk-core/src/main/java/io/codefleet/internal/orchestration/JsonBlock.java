package io.codefleet.internal.orchestration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.codefleet.TaskResult;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in an agent's answer. Models wrap it in words and code fences however they are asked not to; so the longest JSON
 * object or array in the text is taken.
 */
public final class JsonBlock {
    private static final JsonFactory JSON = new JsonFactory();
    /** Each opening brace is a place where it may begin; a text that has more of them than this is not searched to its end. */
    private static final int PLACES = 1000;

    private JsonBlock() {}

    /** Returns the data of a result if its handler reported any, otherwise the JSON in its text. */
    public static Optional<Object> of(TaskResult result) {
        return result.data().isEmpty() ? find(result.text()) : Optional.of(result.data());
    }

    /** Returns the longest JSON object (a {@code Map}) or array (a {@code List}) in a text. */
    public static Optional<Object> find(String text) {
        char[] chars = text.toCharArray();
        @Nullable Object longest = null;
        int length = 0;
        int at = 0;
        for (int place = 0; place < PLACES; place++) {
            at = nextOpening(chars, at);
            if (at == chars.length) {
                break;
            }
            try (JsonParser parser = JSON.createParser(chars, at, chars.length - at)) {
                parser.nextToken();
                Object value = JacksonCodec.parseValue(parser);
                int end = (int) parser.currentLocation().getCharOffset();
                if (end > length) {
                    longest = value;
                    length = end;
                }
                at += end;
            } catch (IOException | DecodeException e) {
                // No JSON begins here; the next place may be better.
                at++;
            }
        }
        return Optional.ofNullable(longest);
    }

    private static int nextOpening(char[] chars, int from) {
        int at = from;
        while (at < chars.length && chars[at] != '{' && chars[at] != '[') {
            at++;
        }
        return at;
    }
}
