package io.codefleet.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkflowStatusTest {
    @Test
    void anApprovalQuestionIsShownCompletelyInOneLine() {
        String question = "Publish this?\n" + "word ".repeat(100) + "end";
        Workflow workflow = Workflow.named("w").step(Step.approval("ask", question, Duration.ofHours(1)));
        WorkflowStatus status = new WorkflowStatus(
                "r",
                workflow,
                RunState.RUNNING,
                "",
                List.of(StepStatus.of("ask", StepState.WAITING_FOR_APPROVAL).note(question)));

        assertThat(status.toText())
                .last()
                .asString()
                .contains("Publish this?\\nword")
                .endsWith("end");
    }
}
