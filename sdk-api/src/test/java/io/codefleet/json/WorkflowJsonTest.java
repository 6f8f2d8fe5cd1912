package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Budget;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.RunProgress;
import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowJsonTest {
    private static final Usage USED = Usage.builder()
            .inputTokens(1)
            .outputTokens(2)
            .reasoningTokens(3)
            .cacheReadTokens(4)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("0.06"))
            .build();

    private static Map<String, String> lists() {
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("z", "{{ input.list }}");
        lists.put("a", "{{ input.list }}");
        return lists;
    }

    private static StoredRun everything() {
        Workflow inner = Workflow.named("inner").input("x").step(Step.task("a", Task.of("{{ input.x }}")));
        Workflow workflow = Workflow.named("all")
                .input("dir")
                .input("list", List.of(1, "two", Map.of("three", 3)))
                .with("dir", "/x")
                .step(Step.task(
                                "find",
                                Task.of("find")
                                        .project("{{ input.dir }}")
                                        .retry(RetryPolicy.NONE)
                                        .requires("java"))
                        .compensate(Task.of("forget {{ steps.find.text }}")))
                .step(Step.task("each", Task.of("{{ item }}"))
                        .after("find")
                        .forEach(FanOut.over("{{ input.list }}").concurrency(3).allowedFailures(1))
                        .asOptional())
                .step(Step.task("matrix", Task.of("{{ item.z }}"))
                        .forEach(FanOut.product(lists()))
                        .when(new Guard.All(List.of(
                                Guard.of("{{ input.dir }}", Guard.Operator.MATCHES, "^/"),
                                new Guard.Not(Guard.of("{{ input.dir }}", Guard.Operator.IN, List.of("/a", 1)))))))
                .step(Step.task("again", Task.of("{{ round }}"))
                        .repeat(
                                new Guard.Any(List.of(
                                        Guard.of("{{ steps.again.data.n }}", Guard.Operator.AT_LEAST, 1.5),
                                        Guard.of(
                                                "{{ steps.again.data }}",
                                                Guard.Operator.EQUALS,
                                                Map.of("k", List.of(1))))),
                                4))
                .step(Step.approval("ask", "Go on?", Duration.ofHours(2)).afterEnd("each"))
                .step(Step.workflow("sub", inner, Map.of("x", "{{ steps.find.data }}"))
                        .afterFailure("ask")
                        .after("find"))
                .output("report", "{{ steps.each.text }}")
                .timeLimit(Duration.ofMinutes(90));
        return new StoredRun(
                workflow,
                RunOptions.of("run").concurrency(7).budget(Budget.cost("2.50").maxTokens(1000)));
    }

    @Test
    void aRunIsReadAsItWasWritten() {
        StoredRun run = everything();
        assertThat(WorkflowJson.decodeRun("run", WorkflowJson.encode(run).encode()))
                .isEqualTo(run);
    }

    @Test
    void equalRunsGiveEqualText() {
        assertThat(WorkflowJson.encode(everything()).encode())
                .isEqualTo(WorkflowJson.encode(everything()).encode());
    }

    @Test
    void anInvalidRunIsMalformed() {
        assertThatThrownBy(() -> WorkflowJson.decodeRun("run", "Explain Foo.java"))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("workflow run run");
        assertThatThrownBy(() -> WorkflowJson.decodeRun("run", "{\"workflow\":{\"steps\":7}}"))
                .isInstanceOf(MalformedDataException.class);
    }

    @Test
    void theStatesOfStepsAreReadAsTheyWereWritten() {
        List<StepStatus> steps = List.of(
                StepStatus.of("a", StepState.SUCCEEDED)
                        .tasks(List.of("run/a"), USED, Duration.ofSeconds(3))
                        .found(true)
                        .compensation(StepState.FAILED)
                        .note("undo: no"),
                StepStatus.of("b", StepState.FAILED).steps(List.of(StepStatus.of("c", StepState.SKIPPED))));
        assertThat(StepStatusJson.decode("run", Map.of("steps", StepStatusJson.encode(steps)), "steps"))
                .isEqualTo(steps);
    }

    @Test
    void progressIsReadAsItWasWritten() {
        RunProgress progress = RunProgress.builder()
                .total(9L)
                .done(1)
                .failed(2)
                .running(3)
                .usage(USED)
                .elapsed(Duration.ofSeconds(4))
                .remaining(Duration.ofSeconds(5))
                .build();
        assertThat(RunProgressJson.decode("progress", RunProgressJson.encode(progress)))
                .isEqualTo(progress);
    }
}
