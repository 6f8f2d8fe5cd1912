package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.error.RunCancelledException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Undoing what was done, and going on from what failed. */
class WorkflowFailureTest extends WorkflowFixture {
    @Test
    void aFailureUndoesWhatHasSucceededTheLastFirst() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a").compensate(Task.of("undo a {{ steps.a.text }}")),
                step("b", "b").after("a").compensate(Task.of("undo b")),
                step("c", "fail c").after("b").compensate(Task.of("undo c"))));
        WorkflowFailedException failure = failureOf(run);
        assertThat(ran).containsExactly("a", "b", "fail c", "undo b", "undo a <a>");
        assertThat(failure.result().step("a").compensation()).contains(StepState.SUCCEEDED);
        assertThat(failure.result().step("c").compensation()).isEmpty();
        assertThat(get(fleet.task("run/b+undo"))).isPresent();
    }

    @Test
    void anUndoThatFailsKeepsNoOtherFromBeingDone() {
        agents();
        WorkflowFailedException failure = failureOf(start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "b").after("a").compensate(Task.of("fail undo b")),
                step("c", "fail c").after("b"))));
        assertThat(ran).endsWith("fail undo b", "undo a");
        assertThat(failure.result().step("b").note()).isEqualTo("undo: cannot do 'fail undo b'");
    }

    @Test
    void theStepsOfAnInnerWorkflowAreUndoneWithTheOuter() {
        agents();
        Workflow inner = Workflow.named("inner").step(step("a", "a").compensate(Task.of("undo a")));
        failureOf(start(
                of(Step.workflow("sub", inner, Map.of()), step("b", "fail b").after("sub"))));
        assertThat(ran).containsExactly("a", "fail b", "undo a");
    }

    @Test
    void aRunThatSucceedsUndoesNothing() {
        agents();
        run(of(step("a", "a").compensate(Task.of("undo a"))));
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aCancelOfTheParentOfARunUndoesNothing() {
        agents();
        WorkflowRun run = get(workflows.run(
                of(
                        step("deploy", "deploy").compensate(Task.of("undo deploy")),
                        Step.task("check", Task.of("check").requires("nobody")).after("deploy")),
                RUN.parent("above")));
        await().until(() -> get(fleet.task("run/check")).isPresent());

        get(fleet.handle("above").cancel("enough"));

        assertThatThrownBy(() -> get(run.result())).isInstanceOf(RunCancelledException.class);
        assertThat(get(fleet.task("run/deploy+undo"))).isEmpty();
        assertThat(ran).containsExactly("deploy");
    }

    @Test
    void aRetryRunsWhatFailedAndWhatComesAfterIt() {
        AtomicInteger tries = new AtomicInteger();
        worker(fleet, WorkerOptions.create().concurrency(10), attempt -> {
            String prompt = attempt.task().prompt();
            ran.add(prompt);
            return prompt.equals("b") && tries.getAndIncrement() == 0
                    ? Future.failedFuture(AttemptException.permanent("not yet"))
                    : Future.succeededFuture(TaskResult.text(prompt));
        });
        failureOf(start(of(
                step("a", "a"),
                step("b", "b").after("a"),
                step("c", "c {{ steps.b.text }}").after("b"),
                step("tell", "tell").afterFailure("b"),
                step("tidy", "tidy").afterEnd("b"))));
        ran.clear();
        WorkflowRun again = get(workflows.retryHere("run"));
        WorkflowResult result = get(again.result());
        assertThat(again.id()).isEqualTo("run~1");
        assertThat(ran).containsExactlyInAnyOrder("b", "c b", "tidy");
        assertThat(result.step("a").found()).isTrue();
        assertThat(result.step("a").taskIds()).containsExactly("run/a");
        assertThat(result.step("b").taskIds()).containsExactly("run~1/b");
    }

    @Test
    void aSecondRetryFindsWhatTheFirstFound() {
        agents();
        Workflow workflow = of(step("a", "a"), step("b", "fail b").after("a"));
        failureOf(start(workflow));
        failureOf(get(workflows.retryHere("run")));
        WorkflowRun third = get(workflows.retryHere("run~1"));
        WorkflowFailedException failure = failureOf(third);
        assertThat(third.id()).isEqualTo("run~2");
        assertThat(failure.result().step("a").taskIds()).containsExactly("run/a");
        assertThat(ran).containsExactly("a", "fail b", "fail b", "fail b");
    }

    @Test
    void whatWasUndoneRunsAgain() {
        agents();
        failureOf(start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "fail b").after("a"))));
        ran.clear();
        failureOf(get(workflows.retryHere("run")));
        assertThat(ran).containsExactly("a", "fail b", "undo a");
    }

    @Test
    void aCorrectedDefinitionKeepsTheResultsOfUnchangedSteps() {
        agents();
        failureOf(start(of(step("a", "a"), step("x", "x"), step("b", "fail b").after("a"))));
        ran.clear();
        WorkflowResult result = get(get(workflows.run(
                        of(step("a", "a"), step("x", "other x"), step("b", "b").after("a")), RunOptions.of("run~1")))
                .result());
        assertThat(ran).containsExactlyInAnyOrder("other x", "b");
        assertThat(states(result.steps())).doesNotContainValue(StepState.FAILED);
    }

    @Test
    void onlyARunThatFailedIsRetried() {
        agents();
        run(of(step("a", "a")));
        assertThatThrownBy(() -> get(workflows.retry("run"))).hasMessageContaining("only a run that failed");
        assertThatThrownBy(() -> get(workflows.retry("none"))).isInstanceOf(TaskNotFoundException.class);
    }
}
