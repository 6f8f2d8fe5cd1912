package io.codefleet.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an answer has at a JSON Pointer: in its data, or in the JSON object that its text is or ends with. */
final class AnswerField {
    /** How many openings of an object are tried; beyond that the text is no answer that ends with JSON. */
    private static final int MAX_OPENINGS = 200;

    private final String pointer;

    AnswerField(String pointer) {
        this.pointer = pointer;
    }

    /** Throws {@link SpoiltException} if there is nothing. */
    Object read(TaskResult answer) {
        if (pointer.isEmpty()) {
            return spoiltIfBlank(answer.text());
        }
        return at(new JsonObject(answer.data()))
                .or(() -> objectAtTheEnd(answer.text()).flatMap(this::at))
                .orElseThrow(() -> new SpoiltException(
                        "the answer has nothing at " + pointer + ", neither in its data nor in JSON at the end of its text"));
    }

    /** Its text in this way, for a comparison of texts. Throws {@link SpoiltException} if there is nothing. */
    String text(TaskResult answer) {
        Object value = read(answer);
        return spoiltIfBlank(value instanceof String text ? text : value.toString());
    }

    private String spoiltIfBlank(String text) {
        if (text.isBlank()) {
            throw new SpoiltException(pointer.isEmpty() ? "the answer has no text" : "the answer is empty at " + pointer);
        }
        return text;
    }

    private Optional<Object> at(JsonObject json) {
        @Nullable Object value = JsonPointer.from(pointer).queryJson(json);
        return Optional.ofNullable(value);
    }

    /** The outermost object that ends where the last brace closes; a code fence around it does not matter. */
    private static Optional<JsonObject> objectAtTheEnd(String text) {
        int end = text.lastIndexOf('}') + 1;
        int start = text.indexOf('{');
        for (int tries = 0; start >= 0 && start < end && tries < MAX_OPENINGS; tries++) {
            try {
                return Optional.of(new JsonObject(text.substring(start, end)));
            } catch (DecodeException e) {
                start = text.indexOf('{', start + 1);
            }
        }
        return Optional.empty();
    }
}
