package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps that run for each item of a list, and workflows in workflows. */
class FanOutTest extends WorkflowFixture {
    @Test
    void aStepRunsForEachItemOfAList() {
        agents();
        WorkflowResult result = run(of(
                step("find", "list"),
                step("check", "check {{ item }} at {{ index }}").after("find").forEach("{{ steps.find.data }}"),
                step("sum", "sum {{ steps.check.text }} first {{ steps.check.items.0.text }}")
                        .after("check")));
        assertThat(result.step("check").taskIds()).containsExactly("run/check#0", "run/check#1", "run/check#2");
        assertThat(ran).endsWith("sum <check A at 0>\n\n<check B at 1>\n\n<check C at 2> first <check A at 0>");
    }

    @Test
    void aNullInAListThatAnAgentWritesIsAnItemWithoutAValue() {
        agents();
        WorkflowResult result = run(of(
                step("find", "nulls"),
                step("check", "check {{ item? }}").after("find").forEach("{{ steps.find.data }}")));
        assertThat(result.step("check").state()).isEqualTo(StepState.SUCCEEDED);
        assertThat(ran).containsExactlyInAnyOrder("nulls", "check 1", "check ");
    }

    @Test
    void noMoreItemsRunAtOnceThanTheStepAllows() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        worker(fleet, WorkerOptions.create().concurrency(50), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return Future.succeededFuture(TaskResult.EMPTY).onComplete(end -> now.decrementAndGet());
        });
        run(of(step("each", "x {{ item }}")
                        .forEach(FanOut.over("{{ input.list }}").concurrency(2)))
                .input("list", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9)));
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void oneFailureTooManyCancelsTheOtherItems() {
        agents();
        WorkflowRun run = start(of(step("each", "{{ item }}")
                        .forEach(FanOut.over("{{ input.list }}").concurrency(2)))
                .input("list", List.of("hold", "fail", "never")));
        WorkflowFailedException failure = failureOf(run);
        assertThat(failure).hasMessageContaining("of 3 items failed");
        assertThat(get(fleet.task("run/each#0")).orElseThrow().outcome().orElseThrow())
                .isInstanceOf(Outcome.Cancelled.class);
        assertThat(get(fleet.task("run/each#2"))).isEmpty();
    }

    @Test
    void someItemsMayFail() {
        agents();
        WorkflowResult result = run(of(
                        step("each", "{{ item }}")
                                .forEach(FanOut.over("{{ input.list }}").allowedFailures(1)),
                        step("sum", "was {{ steps.each.items.1.status }}").after("each"))
                .input("list", List.of("x", "fail", "y")));
        assertThat(result.step("each").note()).contains("1 of 3 items failed; the first: cannot do 'fail'");
        assertThat(ran).contains("was failed");
    }

    @Test
    void anEmptyListIsDoneAtOnce() {
        agents();
        assertThat(run(of(step("each", "{{ item }}").forEach("{{ input.list }}"))
                                .input("list", List.of()))
                        .step("each")
                        .state())
                .isEqualTo(StepState.SUCCEEDED);
    }

    @Test
    void aFanOutOverANonListFailsTheStep() {
        agents();
        assertThat(failureOf(
                        start(of(step("each", "x").forEach("{{ input.list }}")).input("list", "one"))))
                .hasMessageContaining("is not a list");
    }

    @Test
    void aWorkflowIsAStepOfAnother() {
        agents();
        Workflow inner = Workflow.named("inner")
                .input("x")
                .step(step("a", "a {{ input.x }}"))
                .step(step("b", "b {{ steps.a.text }}").after("a"))
                .output("got", "{{ steps.b.text }}");
        WorkflowResult result = run(of(
                step("first", "first"),
                Step.workflow("sub", inner, Map.of("x", "{{ steps.first.text }}"))
                        .after("first"),
                step("last", "last {{ steps.sub.data.got }} {{ steps.sub.text }}")
                        .after("sub")));
        assertThat(ran).endsWith("last <b <a <first>>> <b <a <first>>>");
        assertThat(result.step("sub").steps()).hasSize(2);
        assertThat(get(fleet.task("run/sub/b"))).isPresent();
    }

    @Test
    void aWorkflowRunsForEachItem() {
        agents();
        Workflow inner = Workflow.named("inner").input("x").step(step("a", "a {{ input.x }}"));
        run(of(Step.workflow("sub", inner, Map.of("x", "{{ item }}")).forEach("{{ input.list }}"))
                .input("list", List.of("p", "q")));
        assertThat(ran).containsExactlyInAnyOrder("a p", "a q");
        assertThat(get(fleet.task("run/sub#1/a"))).isPresent();
    }
}
