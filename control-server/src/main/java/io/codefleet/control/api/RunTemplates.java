package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the templates of tasks in a run that the API makes a workflow of. */
final class RunTemplates {
    /** The run gives its tasks their ids and its own id as their parent, and begins them when it is their turn. */
    private static final List<String> OF_THE_RUN = List.of("id", "parent", "delayMs");

    private RunTemplates() {}

    /**
     * Reads the template of a step.
     *
     * @param at a pointer to the template
     * @throws ProblemException if it is wrong
     */
    static Task task(String at, JsonObject json) {
        for (String field : OF_THE_RUN) {
            if (json.containsKey(field)) {
                throw RunDefinitions.fault(at + "/" + field, "is chosen by the run; leave it out");
            }
        }
        return TaskBodies.task(at, json.copy().put("id", "template"));
    }

    /** Reads the template of a step that puts the texts of an earlier one together; they come last if it does not place them. */
    static Task summary(String at, JsonObject json, String step) {
        Task task = task(at, json);
        boolean placed = Pattern.compile("\\{\\{\\s*steps\\." + step + "\\b")
                .matcher(json.encode())
                .find();
        return placed ? task : task.prompt(task.prompt() + "\n\n{{ steps." + step + ".text }}");
    }

    /**
     * Checks the workflow that an object of the body became.
     *
     * @param at a pointer to the object
     * @param steps the names of the steps whose templates are fields of the object
     * @throws ProblemException if it is wrong
     */
    static Workflow checked(String at, List<String> steps, Workflow workflow) {
        try {
            return workflow.check();
        } catch (InvalidInputException e) {
            throw RunDefinitions.fault(RunFaults.pointer(at, steps, e.field()), String.valueOf(e.getMessage()));
        }
    }
}
