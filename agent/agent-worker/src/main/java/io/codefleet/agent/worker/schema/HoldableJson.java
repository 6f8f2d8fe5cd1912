package io.codefleet.agent.worker.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.codefleet.TaskResult;
import io.codefleet.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Check for JSON that a result cannot hold: numbers beyond a double, half characters, and values nested without end. */
final class HoldableJson {
    private final List<String> faults = new ArrayList<>();

    private HoldableJson() {}

    /** Returns what is wrong with a value, each with its place; empty if a result can hold it. */
    static List<String> faults(JsonNode value) {
        HoldableJson check = new HoldableJson();
        check.visit("", value);
        if (check.faults.isEmpty()) {
            check.hold(value);
        }
        return check.faults;
    }

    private void visit(String place, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> {
                text(place, "the name of a member", member.getKey());
                visit(place + "/" + member.getKey(), member.getValue());
            });
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                visit(place + "/" + i, value.get(i));
            }
        } else if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            add(place, "the number is too large for a double of IEEE 754; use a smaller one, or a string");
        } else if (value.isTextual()) {
            text(place, "the string", value.textValue());
        }
    }

    private void text(String place, String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            add(place, what + " has half of a surrogate pair in it, which is not a character; leave it out");
        }
    }

    private void add(String place, String fault) {
        faults.add(AnswerSchema.named(place) + ": " + fault);
    }

    /** Checks that a result can hold the value, by the rules of a result itself. */
    private void hold(JsonNode value) {
        try {
            Optional<TaskResult> unused =
                    JsonText.plain(value).map(plain -> TaskResult.text("").data(Map.of(TaskResult.OUTPUT, plain)));
        } catch (InvalidInputException e) {
            faults.add("the answer cannot be kept: " + e.getMessage());
        }
    }
}
