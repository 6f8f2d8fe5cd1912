package io.codefleet.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds keys that an object of a JSON document has twice. Parsers keep one of the values, and not each of them the same. */
final class RepeatedKeys {
    private static final JsonFactory JSON = new JsonFactory();

    private RepeatedKeys() {}

    /** Refuses a document with such a key; one that is not JSON is left to others. */
    static Optional<Problem> in(Buffer document) {
        Deque<Set<String>> open = new ArrayDeque<>();
        try (JsonParser parser = JSON.createParser(document.getBytes())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new HashSet<>());
                } else if (token == JsonToken.END_OBJECT) {
                    open.pop();
                } else if (token == JsonToken.FIELD_NAME && !open.element().add(parser.currentName())) {
                    return Optional.of(
                            repeated(parser.getParsingContext().pathAsPointer().toString()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Problem repeated(String pointer) {
        String detail = "The body has the key " + pointer + " more than once; keep one of its values.";
        return new Problem(
                ProblemKind.INVALID_INPUT, detail, Optional.empty(), List.of(new Problem.ApiError(pointer, detail)));
    }
}
