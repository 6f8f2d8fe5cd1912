package io.codefleet.control.api;

import io.codefleet.TaskInfo;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.json.WorkflowJson;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Refusal of a run whose id belongs to another one. It names the places of the request in which the two differ. */
final class RunConflict {
    private static final String DIFFERS = "differs from the stored run";
    /** Limits of a stored run, and where the request has them. */
    private static final Map<String, String> LIMITS = Map.of(
            "concurrency", "/concurrency",
            "maxCost", "/budget/maxCost",
            "maxTokens", "/budget/maxTokens");

    private RunConflict() {}

    /**
     * Creates the refusal.
     *
     * @param body the request
     * @param given the run that it states
     * @param known the task that has the id
     */
    static ProblemException of(JsonObject body, StoredRun given, Optional<TaskInfo> known) {
        String id = given.options().id();
        List<Problem.ApiError> faults =
                known.map(stored -> faults(body, given, stored)).orElseGet(List::of);
        return new ProblemException(new Problem(
                ProblemKind.DUPLICATE_TASK,
                String.valueOf(new DuplicateTaskException(id).getMessage()),
                Optional.empty(),
                faults));
    }

    private static List<Problem.ApiError> faults(JsonObject body, StoredRun given, TaskInfo known) {
        if (!known.task().type().equals(Workflows.TASK_TYPE)) {
            return List.of(Problem.ApiError.parameter("id", "is the id of a task that is not a run"));
        }
        return parsed(known.task().prompt())
                .map(stored -> differences(body, parsed(given), stored))
                .orElseGet(List::of);
    }

    private static JsonObject parsed(StoredRun run) {
        return new JsonObject(WorkflowJson.encode(run).toBuffer());
    }

    /** Returns the stored run; absent if this control plane cannot read it. */
    private static Optional<JsonObject> parsed(String prompt) {
        try {
            return Optional.of(new JsonObject(prompt));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static List<Problem.ApiError> differences(JsonObject body, JsonObject given, JsonObject stored) {
        List<Problem.ApiError> faults = new ArrayList<>();
        JsonObject workflow = given.getJsonObject("workflow");
        // Anybody may have stored any prompt for a task of this type.
        JsonObject before = stored.getValue("workflow") instanceof JsonObject known ? known : new JsonObject();
        boolean sameInputs = Objects.equals(workflow.remove("inputs"), before.remove("inputs"));
        String definition = RunDefinitions.pointer(body);
        boolean hasInputs = body.containsKey("inputs");
        if (!workflow.equals(before) || (!sameInputs && !hasInputs)) {
            faults.add(new Problem.ApiError(definition, DIFFERS));
        }
        if (!sameInputs && hasInputs) {
            faults.add(new Problem.ApiError("/inputs", DIFFERS));
        }
        LIMITS.entrySet().stream()
                .filter(limit -> !Objects.equals(given.getValue(limit.getKey()), stored.getValue(limit.getKey())))
                .map(Map.Entry::getValue)
                .sorted()
                .forEach(pointer -> faults.add(new Problem.ApiError(pointer, DIFFERS)));
        return faults;
    }
}
