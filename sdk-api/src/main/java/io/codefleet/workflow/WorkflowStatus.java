package io.codefleet.workflow;

import io.codefleet.Usage;
import java.util.List;

/**
 * A look at a run of a workflow.
 *
 * @param runId the run
 * @param workflow its definition, with the values of its inputs
 * @param state where it is
 * @param note for people: why it failed or was cancelled, who drives it
 * @param steps where each step is, in the order of the definition
 */
public record WorkflowStatus(String runId, Workflow workflow, RunState state, String note, List<StepStatus> steps) {
    public WorkflowStatus {
        steps = List.copyOf(steps);
    }

    /** Returns what its steps have consumed so far. */
    public Usage usage() {
        return steps.stream().map(StepStatus::usage).reduce(Usage.NONE, Usage::plus);
    }

    /** Returns the run as lines of text, a line for each step. */
    public List<String> toText() {
        return new TextPicture(this).lines();
    }

    /** Returns the run as a Mermaid flowchart; see <a href="https://mermaid.js.org">mermaid.js.org</a>. */
    public String toMermaid() {
        return new MermaidPicture(this).draw();
    }
}
