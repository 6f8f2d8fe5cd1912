package io.codefleet.workflow;

import io.codefleet.Usage;
import io.codefleet.error.InvalidInputException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Result of a run. For the text of a step that is not an output, read the outcome of its task, {@code
 * fleet.handle(step.taskIds().get(0)).outcome()}.
 *
 * @param runId the run
 * @param outputs JSON values by the names of the workflow's outputs
 * @param steps what became of each step, in the order of the definition
 * @param usage what all its tasks consumed, those found from an earlier run included
 */
public record WorkflowResult(String runId, Map<String, Object> outputs, List<StepStatus> steps, Usage usage)
        implements Serializable {
    public WorkflowResult {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        steps = List.copyOf(steps);
    }

    /**
     * Returns the status of one step.
     *
     * @throws InvalidInputException if there is none of this name
     */
    public StepStatus step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInputException("step", "there is no step '" + name + "' in run " + runId));
    }
}
