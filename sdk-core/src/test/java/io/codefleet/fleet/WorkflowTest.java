package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.Backoff;
import io.codefleet.CodefleetClient;
import io.codefleet.RetryPolicy;
import io.codefleet.RunProgress;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerOptions;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The order of steps, their values, and one run under one id. */
class WorkflowTest extends WorkflowFixture {
    @Test
    void outputsGoIntoThePromptsOfLaterSteps() {
        agents();
        WorkflowResult result = run(of(
                        step("a", "one {{ input.x }}"),
                        step("b", "two {{ steps.a.text }}").after("a"),
                        step("c", "three {{ steps.a.text }} {{ steps.b.status }}")
                                .after("b"))
                .input("x", 7)
                .output("all", "{{ steps.c.text }}"));
        assertThat(ran).containsExactly("one 7", "two <one 7>", "three <one 7> succeeded");
        assertThat(result.outputs()).containsEntry("all", "<three <one 7> succeeded>");
        assertThat(result.step("a").taskIds()).containsExactly("run/a");
        assertThat(result.usage().tokens()).isEqualTo(33);
        assertThat(get(fleet.task("run/b")).orElseThrow().task().parentId()).contains("run");
    }

    @Test
    void aStepsTaskIsFoundByItsTags() {
        agents();
        run(of(Step.task("a", Task.of("one").tag("of", "{{ input.x }}").tag("team", "core")), step("b", "two"))
                .input("x", "ann"));

        assertThat(get(fleet.tasks(TaskQuery.ALL.tag("of", "ann").tag("team", "core")))
                        .items())
                .extracting(TaskSummary::id)
                .containsExactly("run/a");
    }

    @Test
    void branchesRunSideBySide() {
        agents();
        WorkflowRun run = start(of(
                step("a", "hold a"),
                step("b", "hold b"),
                step("c", "join {{ steps.a.text }}{{ steps.b.text }}").after("a", "b")));
        awaitRunning("run/a");
        awaitRunning("run/b");
        letGo("hold b");
        letGo("hold a");
        get(run.result());
        assertThat(ran).endsWith("join <hold a><hold b>");
    }

    @Test
    void aFailureRunsWhatIsThereForIt() {
        agents();
        WorkflowRun run = start(of(
                step("a", "fail a"),
                step("next", "next").after("a"),
                step("tell", "tell: {{ steps.a.error }}").afterFailure("a"),
                step("tidy", "tidy {{ steps.next.status }}").afterEnd("next")));
        WorkflowFailedException failure = failureOf(run);
        assertThat(failure).hasMessageContaining("step a: cannot do 'fail a'");
        assertThat(states(failure.result().steps()))
                .isEqualTo(Map.of(
                        "a", StepState.FAILED,
                        "next", StepState.SKIPPED,
                        "tell", StepState.SUCCEEDED,
                        "tidy", StepState.SUCCEEDED));
        assertThat(ran).contains("tell: cannot do 'fail a'", "tidy skipped");
    }

    @Test
    void aStepIsTriedAsOftenAsItsPolicyAllows() {
        AtomicInteger attempts = new AtomicInteger();
        worker(fleet, WorkerOptions.create(), attempt -> {
            attempts.incrementAndGet();
            return attempt.number() < 3
                    ? Future.failedFuture(AttemptException.transientFault("busy"))
                    : Future.succeededFuture(TaskResult.text("third time lucky"));
        });
        RetryPolicy policy = RetryPolicy.DEFAULT.maxAttempts(3).backoff(Backoff.fixed(Duration.ofMillis(1)));
        WorkflowResult result =
                run(of(Step.task("a", Task.of("a").retry(policy))).output("said", "{{ steps.a.text }}"));
        assertThat(result.outputs()).containsEntry("said", "third time lucky");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aStepThatTakesTooLongFails() {
        // a worker learns of a deadline when it renews its leases
        agents(quick());
        Task slow = Task.of("hold").limits(TaskLimits.DEFAULT.deadline(Duration.ofMillis(100)));
        WorkflowRun run = start(of(Step.task("a", slow), step("b", "b").afterFailure("a")));
        assertThat(failureOf(run)).hasMessageContaining("step a");
        assertThat(ran).contains("b");
    }

    @Test
    void anOptionalStepMayFail() {
        agents();
        WorkflowResult result = run(of(
                step("a", "fail a").asOptional(),
                step("b", "b[{{ steps.a.text }}{{ steps.a.data.x? }}]").after("a")));
        assertThat(states(result.steps())).containsEntry("a", StepState.FAILED).containsEntry("b", StepState.SUCCEEDED);
        assertThat(ran).contains("b[]");
    }

    @Test
    void aValueThatIsMissingFailsItsStepOnly() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                step("b", "{{ steps.a.data.count }}").after("a"),
                step("c", "c {{ steps.a.text }}").after("a")));
        assertThat(failureOf(run)).hasMessageContaining("step b").hasMessageContaining("steps.a.data.count");
        assertThat(ran).contains("c <a>");
    }

    @Test
    void aRunThatHasEndedGivesItsResultAgain() {
        agents();
        Workflow workflow = of(step("a", "a")).output("o", "{{ steps.a.text }}");
        WorkflowResult first = run(workflow);
        assertThat(run(workflow)).isEqualTo(first);
        assertThat(ran).hasSize(1);
    }

    @Test
    void anotherDefinitionUnderTheIdOfARunIsRefused() {
        agents();
        run(of(step("a", "a")));
        assertThatThrownBy(() -> run(of(step("a", "other")))).isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void aFaultyDefinitionRunsNothing() {
        assertThatThrownBy(() -> start(of(step("a", "a"), step("b", "b").after("c"))))
                .isInstanceOf(InvalidInputException.class);
        assertThat(get(fleet.task("run"))).isEmpty();
    }

    @Test
    void anotherClientResumesTheRunOfAClosedOne() {
        agents();
        Workflow workflow = of(
                step("a", "a"), step("b", "hold b").after("a"), step("c", "c").after("b"));
        CodefleetClient other = connect("memory");
        get(Workflows.on(other).run(workflow, RUN));
        awaitRunning("run/b");
        get(other.close());
        WorkflowRun run = start(workflow);
        letGo("hold b");
        get(run.result());
        assertThat(ran).containsExactly("a", "hold b", "c");
    }

    @Test
    void theStatusSaysWhereEachStepIs() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                step("b", "hold b").after("a"),
                step("c", "fail c").asOptional(),
                step("d", "d").afterFailure("a"),
                step("e", "e").after("b")));
        awaitRunning("run/b");
        await().until(() -> get(run.status()).steps().get(2).state() == StepState.FAILED);
        WorkflowStatus status = get(run.status());
        assertThat(states(status.steps()))
                .isEqualTo(Map.of(
                        "a", StepState.SUCCEEDED,
                        "b", StepState.RUNNING,
                        "c", StepState.FAILED,
                        "d", StepState.SKIPPED,
                        "e", StepState.PENDING));
        assertThat(status.toText()).anyMatch(line -> line.contains("> b") && line.contains("running: on "));
        assertThat(status.toText()).anyMatch(line -> line.contains(". e") && line.endsWith("pending: after b"));
        assertThat(status.toMermaid()).contains("n0[\"a<br/>succeeded\"]:::SUCCEEDED", "n0 -. failure .-> n3");
        letGo("hold b");
        get(run.result());
    }

    @Test
    void watchersReceiveTheProgressOfARun() {
        agents();
        WorkflowRun run = start(of(step("a", "hold a"), step("b", "b").after("a")));
        Queue<RunProgress> published = new ConcurrentLinkedQueue<>();
        run.progress().handler(published::add);
        awaitRunning("run/a");
        letGo("hold a");
        get(run.result());
        await().until(() -> published.stream().anyMatch(each -> each.total().equals(Optional.of(2L))));
    }
}
