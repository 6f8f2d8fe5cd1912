package io.codefleet.control.api;

import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.yaml.InputType;
import io.codefleet.workflow.yaml.WorkflowFile;
import io.codefleet.workflow.yaml.WorkflowFileException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a run does from the body of a request. Reading a large workflow takes time, so do it on a worker thread. */
final class RunDefinitions {
    private static final String FILE = "workflow";
    private static final List<String> KINDS = List.of(FILE, "mapReduce", "consensus");

    private RunDefinitions() {}

    /**
     * Returns the workflow of a body, with the values of its inputs.
     *
     * @param options of the run, by {@link #options}
     * @throws ProblemException if the body is not one definition, or the definition is wrong
     */
    static Workflow workflow(JsonObject body, RunOptions options) {
        List<String> given = kinds(body);
        if (given.size() != 1) {
            throw fault("", "must have exactly one of " + String.join(", ", KINDS));
        }
        String kind = given.get(0);
        if (kind.equals(FILE)) {
            return ofFile(body.getString(FILE), body.getJsonObject("inputs", new JsonObject()));
        }
        if (body.containsKey("inputs")) {
            throw fault("/inputs", "are those of a workflow; leave them out");
        }
        JsonObject definition = body.getJsonObject(kind);
        return kind.equals("mapReduce")
                ? MapReduceRuns.workflow(definition)
                : ConsensusRuns.workflow(definition, options);
    }

    private static List<String> kinds(JsonObject body) {
        return KINDS.stream().filter(body::containsKey).toList();
    }

    /** Returns the pointer of what a run does, in a body with one definition. */
    static String pointer(JsonObject body) {
        return "/" + kinds(body).get(0);
    }

    private static Workflow ofFile(String text, JsonObject inputs) {
        try {
            WorkflowFile file = WorkflowFile.open(FILE, text);
            Map<String, InputType> types = file.types();
            Workflow workflow = file.workflow();
            for (Map.Entry<String, Object> input : plain(inputs).entrySet()) {
                workflow = with(workflow, input.getKey(), input.getValue(), types.get(input.getKey()));
            }
            checkComplete(workflow);
            return workflow.check();
        } catch (WorkflowFileException | InvalidInputException e) {
            throw fault("/workflow", String.valueOf(e.getMessage()));
        }
    }

    private static Workflow with(Workflow workflow, String name, @Nullable Object value, @Nullable InputType type) {
        String pointer = "/inputs/" + name.replace("~", "~0").replace("/", "~1");
        if (value == null) {
            throw fault(pointer, "is null; give a value, or leave the input out");
        }
        if (type != null && !type.fits(value)) {
            throw fault(pointer, "must be a " + type + ", as the workflow says");
        }
        try {
            return workflow.with(name, value);
        } catch (InvalidInputException e) {
            throw fault(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static void checkComplete(Workflow workflow) {
        workflow.inputs().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw fault("/inputs", "has no value for the input " + name + " of workflow " + workflow.name());
            }
        });
    }

    /** Returns maps and lists in place of the JSON classes of Vert.x. */
    private static Map<String, Object> plain(JsonObject json) {
        return new JsonObject(json.toBuffer()).getMap();
    }

    /**
     * Returns the options of the run with this id.
     *
     * @throws ProblemException if the id, which is a parameter of the path then, or a limit of the body is wrong
     */
    static RunOptions options(String id, JsonObject body) {
        try {
            RunOptions options = RunOptions.of(id);
            Integer concurrency = body.getInteger("concurrency");
            JsonObject budget = body.getJsonObject("budget");
            options = concurrency == null ? options : options.concurrency(concurrency);
            return budget == null ? options : options.budget(budget(budget));
        } catch (InvalidInputException e) {
            throw RunFaults.options(e);
        }
    }

    private static Budget budget(JsonObject json) {
        try {
            return new Budget(
                    Optional.ofNullable(json.getString("maxCost")).map(BigDecimal::new),
                    Optional.ofNullable(json.getLong("maxTokens")));
        } catch (NumberFormatException e) {
            throw fault("/budget/maxCost", "is '" + json.getString("maxCost") + "', must be a decimal number");
        }
    }

    static ProblemException fault(String pointer, String detail) {
        String name = pointer.isEmpty() ? "the body" : pointer.substring(1).replace('/', '.');
        String said = detail.startsWith(name) ? detail : name + ": " + detail;
        return new ProblemException(new Problem(
                ProblemKind.INVALID_INPUT, said, Optional.empty(), List.of(new Problem.ApiError(pointer, detail))));
    }
}
