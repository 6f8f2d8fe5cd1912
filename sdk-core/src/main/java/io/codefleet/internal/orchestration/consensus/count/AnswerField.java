package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.codefleet.internal.orchestration.JsonBlock;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.Optional;

/** Value of an answer at a JSON Pointer: in its data, or in the JSON that is in its text. */
final class AnswerField {
    private final String pointer;

    AnswerField(String pointer) {
        this.pointer = pointer;
    }

    /** Throws {@link InvalidBallotException} if there is nothing. */
    Object read(TaskResult answer) {
        if (pointer.isEmpty()) {
            return invalidIfBlank(answer.text());
        }
        return at(answer.data())
                .or(() -> JsonBlock.find(answer.text()).flatMap(this::at))
                .orElseThrow(() -> new InvalidBallotException(
                        "the answer has nothing at " + pointer + ", neither in its data nor in JSON in its text"));
    }

    /** Returns the field as text, to be compared. Throws {@link InvalidBallotException} if there is nothing. */
    String text(TaskResult answer) {
        return invalidIfBlank(String.valueOf(read(answer)));
    }

    private String invalidIfBlank(String text) {
        if (text.isBlank()) {
            throw new InvalidBallotException(
                    pointer.isEmpty() ? "the answer has no text" : "the answer is empty at " + pointer);
        }
        return text;
    }

    private Optional<Object> at(Object json) {
        return Optional.ofNullable(JsonPointer.from("/root" + pointer).queryJson(new JsonObject().put("root", json)));
    }
}
