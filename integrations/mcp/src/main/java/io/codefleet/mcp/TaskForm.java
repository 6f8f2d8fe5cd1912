package io.codefleet.mcp;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.StepWork;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.yaml.WorkflowFile;
import io.codefleet.workflow.yaml.WorkflowFileException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;

/** Reads tasks and workflows from arguments, in the form that they have in workflow files. */
final class TaskForm {
    /** The arguments that describe a task. */
    static final Set<String> FIELDS = Set.of(
            "prompt",
            "type",
            "requires",
            "project",
            "files",
            "model",
            "priority",
            "tags",
            "agent",
            "timeout",
            "attempt_timeout",
            "queue_timeout",
            "retry");

    private static final String FILE = "workflow";
    private static final String PREFIX = "^" + FILE + "( line \\d+)?: ";

    private TaskForm() {}

    /**
     * Reads a task. Its prompt is not a template here: what looks like one is text.
     *
     * @throws InvalidInputException if a field is wrong
     */
    static Task task(JsonObject fields) {
        String prompt = fields.getString("prompt");
        if (prompt.isBlank()) {
            throw new InvalidInputException("prompt", "is blank; write what is asked");
        }
        JsonObject step = fields.copy().put("prompt", "prompt");
        JsonObject file = new JsonObject().put("name", "task").put("steps", new JsonObject().put("task", step));
        Workflow read = workflow(file.encode(), "steps.task.").workflow();
        StepWork work = read.steps().get(0).work();
        return ((StepWork.TaskWork) work).template().prompt(prompt).withNewId();
    }

    /** Returns a map-reduce as a workflow of one or two steps, without the items. */
    static JsonObject mapReduce(JsonObject map, JsonObject reduce, int allowedFailures) {
        JsonObject steps = new JsonObject()
                .put("map", map.copy().put("for_each", "{{ input.items }}").put("allowed_failures", allowedFailures));
        JsonObject outputs = new JsonObject();
        if (reduce.isEmpty()) {
            outputs.put("results", "{{ steps.map.items }}");
        } else {
            steps.put("reduce", after("map", reduce));
            outputs.put("result", "{{ steps.reduce.text }}");
        }
        return file("map-reduce", "items", steps, outputs);
    }

    /** Returns a consensus as a workflow of two steps, without the models. */
    static JsonObject consensus(JsonObject question, JsonObject decision, int allowedFailures) {
        JsonObject steps = new JsonObject()
                .put(
                        "question",
                        question.copy()
                                .put("model", "{{ item }}")
                                .put("for_each", "{{ input.models }}")
                                .put("allowed_failures", allowedFailures))
                .put("decision", after("question", decision));
        JsonObject outputs = new JsonObject()
                .put("decision", "{{ steps.decision.text }}")
                .put("answers", "{{ steps.question.items }}");
        return file("consensus", "models", steps, outputs);
    }

    private static JsonObject file(String name, String input, JsonObject steps, JsonObject outputs) {
        return new JsonObject()
                .put("name", name)
                .put("inputs", new JsonObject().putNull(input))
                .put("steps", steps)
                .put("outputs", outputs);
    }

    /** Returns a step that reads the texts of another; they come last if its prompt does not place them. */
    private static JsonObject after(String before, JsonObject step) {
        String prompt = step.getString("prompt", "");
        boolean placed = prompt.contains("steps." + before);
        return step.copy()
                .put("after", new JsonArray().add(before))
                .put("prompt", placed || prompt.isBlank() ? prompt : prompt + "\n\n{{ steps." + before + ".text }}");
    }

    /**
     * Reads a workflow; blocks for as long as that takes.
     *
     * @param at what to leave out of the names of fields in messages
     * @throws InvalidInputException if it is none
     */
    static WorkflowFile workflow(String text, String at) {
        try {
            return WorkflowFile.open(FILE, text);
        } catch (WorkflowFileException e) {
            String fault =
                    String.valueOf(e.getMessage()).replaceFirst(PREFIX, "").replace(at, "");
            int end = fault.indexOf(": ");
            boolean named = end > 0 && fault.substring(0, end).matches("[\\w./-]+");
            throw new InvalidInputException(
                    named ? fault.substring(0, end) : FILE, named ? fault.substring(end + 2) : fault, e);
        }
    }

    /**
     * Returns the workflow with the values of its inputs.
     *
     * @throws InvalidInputException if an input is unknown, or has no value
     */
    static Workflow complete(Workflow workflow, Map<String, Object> inputs) {
        Workflow complete = workflow;
        for (Map.Entry<String, Object> input : inputs.entrySet()) {
            if (input.getValue() == null) {
                throw new InvalidInputException(
                        "inputs." + input.getKey(), "is null; give a value, or leave the input out");
            }
            complete = complete.with(input.getKey(), input.getValue());
        }
        complete.inputs().forEach((name, value) -> {
            if (value.isEmpty()) {
                throw new InvalidInputException(
                        "inputs." + name, "has no value; workflow " + workflow.name() + " needs one");
            }
        });
        return complete.check();
    }
}
