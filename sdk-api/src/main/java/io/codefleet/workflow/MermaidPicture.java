package io.codefleet.workflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A run as a Mermaid flowchart. Nodes have numbers for ids, as a step may have a name that Mermaid takes for a keyword. */
final class MermaidPicture {
    private static final Map<StepState, String> COLORS = Map.of(
            StepState.SUCCEEDED, "fill:#c8e6c9,stroke:#2e7d32,color:#000",
            StepState.FAILED, "fill:#ffcdd2,stroke:#c62828,color:#000",
            StepState.RUNNING, "fill:#bbdefb,stroke:#1565c0,color:#000",
            StepState.WAITING_FOR_APPROVAL, "fill:#fff9c4,stroke:#f9a825,color:#000",
            StepState.SKIPPED, "fill:#eeeeee,stroke:#9e9e9e,color:#666");

    private final WorkflowStatus status;
    private final StringBuilder out = new StringBuilder("flowchart TD\n");
    private int nodes;

    MermaidPicture(WorkflowStatus status) {
        this.status = status;
    }

    String draw() {
        add(status.workflow(), status.steps(), "  ");
        for (StepState state : StepState.values()) {
            if (COLORS.containsKey(state)) {
                out.append("  classDef ")
                        .append(state.name())
                        .append(' ')
                        .append(COLORS.get(state))
                        .append('\n');
            }
        }
        return out.toString();
    }

    private void add(Workflow workflow, List<StepStatus> steps, String indent) {
        Map<String, StepStatus> states = new HashMap<>();
        steps.forEach(step -> states.put(step.name(), step));
        Map<String, String> ids = new HashMap<>();
        for (Step step : workflow.steps()) {
            ids.put(step.name(), "n" + nodes++);
            add(
                    step,
                    ids.getOrDefault(step.name(), ""),
                    states.getOrDefault(step.name(), StepStatus.of(step.name(), StepState.PENDING)),
                    indent);
        }
        for (Step step : workflow.steps()) {
            for (Dependency dependency : step.after()) {
                out.append(indent)
                        .append(ids.get(dependency.step()))
                        .append(
                                switch (dependency.on()) {
                                    case SUCCESS -> " --> ";
                                    case FAILURE -> " -. failure .-> ";
                                    case ALWAYS -> " -. always .-> ";
                                });
                out.append(ids.get(step.name())).append('\n');
            }
        }
    }

    private void add(Step step, String id, StepStatus state, String indent) {
        if (step.work() instanceof StepWork.WorkflowWork nested) {
            out.append(indent)
                    .append("subgraph ")
                    .append(id)
                    .append("[\"")
                    .append(label(state))
                    .append("\"]\n");
            add(nested.workflow(), state.steps(), indent + "  ");
            out.append(indent).append("end\n");
            return;
        }
        boolean asks = step.work() instanceof StepWork.ApprovalWork;
        out.append(indent)
                .append(id)
                .append(asks ? "{{\"" : "[\"")
                .append(label(state))
                .append(asks ? "\"}}" : "\"]");
        if (COLORS.containsKey(state.state())) {
            out.append(":::").append(state.state().name());
        }
        out.append('\n');
    }

    private static String label(StepStatus step) {
        String tasks = step.taskIds().size() > 1 ? " ×" + step.taskIds().size() : "";
        String undo = step.compensation()
                .map(state -> "<br/>undo " + TextPicture.words(state))
                .orElse("");
        return step.name() + tasks + "<br/>" + TextPicture.words(step.state()) + undo;
    }
}
