package io.codefleet.json;

import io.codefleet.Usage;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link StepStatus} as JSON. */
public final class StepStatusJson {
    private StepStatusJson() {}

    /** Returns the steps as a list of JSON values. */
    public static List<Object> encode(List<StepStatus> steps) {
        return steps.stream().<Object>map(step -> encode(step).getMap()).toList();
    }

    private static JsonObject encode(StepStatus step) {
        JsonObject json = new JsonObject()
                .put("name", step.name())
                .put("state", step.state().code())
                .put("tasks", step.taskIds())
                .put("durationMs", step.duration().toMillis());
        if (!step.usage().equals(Usage.NONE)) {
            json.put("usage", OutcomeJson.encode(step.usage()).getMap());
        }
        if (!step.note().isEmpty()) {
            json.put("note", step.note());
        }
        if (step.found()) {
            json.put("found", true);
        }
        step.compensation().ifPresent(state -> json.put("compensation", state.code()));
        if (!step.steps().isEmpty()) {
            json.put("steps", encode(step.steps()));
        }
        return json;
    }

    /**
     * Reads the steps from a field of JSON values.
     *
     * @param what what is read, for the message of an error
     * @throws io.codefleet.error.MalformedDataException if a field is wrong
     */
    public static List<StepStatus> decode(String what, Map<String, Object> values, String field) {
        return steps(JsonFields.of(what, new JsonObject(values)), field);
    }

    private static List<StepStatus> steps(JsonFields fields, String field) {
        return fields.objects(field).stream().map(StepStatusJson::step).toList();
    }

    private static StepStatus step(JsonFields fields) {
        return StepStatus.builder(fields.text("name"), fields.constant("state", StepState.class, StepState.PENDING))
                .taskIds(fields.texts("tasks"))
                .usage(fields.object("usage", OutcomeJson::usage, Usage.NONE))
                .duration(fields.duration("durationMs", Duration.ZERO))
                .note(fields.text("note", ""))
                .found(fields.flag("found"))
                .compensation(compensation(fields).orElse(null))
                .steps(steps(fields, "steps"))
                .build();
    }

    private static Optional<StepState> compensation(JsonFields fields) {
        return fields.optionalText("compensation")
                .map(code -> fields.constant("compensation", StepState.class, StepState.PENDING));
    }
}
