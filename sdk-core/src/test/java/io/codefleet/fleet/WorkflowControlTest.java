package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptInfo;
import io.codefleet.Budget;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RunOptions;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.WorkflowStatus;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What people and limits do to a run, and who drives it. */
class WorkflowControlTest extends WorkflowFixture {
    @Test
    void anApprovalWaitsForAYesAndNamesTheApprover() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a"),
                Step.approval("ask", "Deploy {{ steps.a.text }}?", Duration.ofHours(1))
                        .after("a"),
                step("b", "b {{ steps.ask.data.by }}: {{ steps.ask.text }}").after("ask")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        WorkflowStatus status = get(run.status());
        assertThat(status.steps().get(1).state()).isEqualTo(StepState.WAITING_FOR_APPROVAL);
        assertThat(status.steps().get(1).note()).isEqualTo("Deploy <a>?");
        get(run.approve("ask", "ada", "looks good"));
        get(run.result());
        assertThat(ran).endsWith("b ada: looks good");
        get(run.approve("ask", "ada", "looks good"));
        assertThatThrownBy(() -> get(run.reject("ask", "bob", ""))).hasMessageContaining("approved by ada");
    }

    @Test
    void aNoFailsTheStep() {
        agents();
        WorkflowRun run = start(of(
                Step.approval("ask", "Sure?", Duration.ofHours(1)),
                step("b", "b").after("ask")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(run.reject("ask", "bob", "too risky"));
        assertThat(failureOf(run)).hasMessageContaining("step ask: rejected by bob: too risky");
        assertThat(ran).isEmpty();
    }

    @Test
    void aRejectionAfterThatOfAnotherPersonFailsThoughTheirNamesBeginTheSame() {
        agents();
        WorkflowRun run = start(of(Step.approval("ask", "Sure?", Duration.ofHours(1))));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(run.reject("ask", "annabel", "too risky"));

        get(run.reject("ask", "annabel", "I mean it"));
        assertThatThrownBy(() -> get(run.reject("ask", "ann", "too risky")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("step"))
                .hasMessageContaining("decided before: rejected by annabel: too risky");
    }

    @Test
    void anApprovalThatNobodyGivesEnds() {
        agents();
        WorkflowRun run = start(of(Step.approval("ask", "Sure?", Duration.ofMillis(50))));
        assertThat(failureOf(run).result().step("ask").state()).isEqualTo(StepState.FAILED);
    }

    @Test
    void anApprovalIsDecidedWhileTheFleetIsPaused() {
        agents();
        WorkflowRun run = start(of(
                Step.approval("ask", "Sure?", Duration.ofHours(1)),
                step("b", "b").after("ask")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(fleet.pause());

        get(run.approve("ask", "ada", ""));

        await().until(() -> get(fleet.task("run/b")).isPresent());
        assertThat(get(fleet.task("run/ask")).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ran).isEmpty();
        get(fleet.resume());
        get(run.result());
        assertThat(ran).containsExactly("b");
    }

    @Test
    void aRunIsDrivenThoughItsDriverCouldNotStartAtOnce() {
        agents();
        CodefleetClient faulty = connect("faulty");
        FaultyBrokerProvider.loseCalls("heartbeat", 1);

        WorkflowRun run = get(Workflows.on(faulty).run(of(step("a", "a")), RUN));

        assertThat(get(run.result()).step("a").state()).isEqualTo(StepState.SUCCEEDED);
        get(faulty.close());
    }

    @Test
    void aProcessThatMayNotBeAWorkerStoresNoRunToDriveItself() {
        agents();
        failureOf(get(workflows.run(of(step("a", "fail a")), RunOptions.of("failed"))));
        CodefleetClient person = connect("faulty");
        FaultyBrokerProvider.refuse("heartbeat");
        Workflows theirs = Workflows.on(person);

        assertThatThrownBy(() -> get(theirs.run(of(step("a", "a")), RUN)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("--durable");
        assertThatThrownBy(() -> get(theirs.retryHere("failed"))).isInstanceOf(BrokerRefusedException.class);

        assertThat(get(fleet.task("run"))).isEmpty();
        assertThat(get(fleet.task("failed~1"))).isEmpty();
        FaultyBrokerProvider.reset();
        get(person.close());
    }

    @Test
    void aStepThatAsksNothingCannotBeApproved() {
        agents();
        WorkflowRun run = start(of(step("a", "a")));
        get(run.result());
        assertThatThrownBy(() -> get(run.approve("a", "ada", ""))).hasMessageContaining("no step 'a'");
    }

    @Test
    void aPausedRunBeginsNoStepUntilItIsResumed() {
        Vertx vertx = Vertx.vertx();
        AtomicInteger begun = new AtomicInteger();
        worker(fleet, WorkerOptions.create(), attempt -> {
            begun.incrementAndGet();
            return vertx.timer(20).map(passed -> TaskResult.EMPTY);
        });
        List<Step> chain = new ArrayList<>(List.of(step("s0", "x")));
        for (int i = 1; i < 100; i++) {
            chain.add(step("s" + i, "x").after("s" + (i - 1)));
        }
        WorkflowRun run = start(Workflow.named("chain").steps(chain));
        get(run.pause("ada"));
        get(run.pause("bob"));
        assertThat(get(run.status()).state()).isEqualTo(RunState.PAUSED);
        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(500)).until(() -> last.getAndSet(begun.get()) == begun.get());
        assertThat(begun.get()).isLessThan(100);
        get(run.resume());
        get(run.result());
        assertThat(begun.get()).isEqualTo(100);
        get(vertx.close());
    }

    @Test
    void aPauseHoldsARunThatIsTakenOver() {
        agents();
        WorkflowRun run = get(workflows.submit(of(step("a", "a")), RUN));
        get(run.pause("ada"));
        get(workflows.driver(WorkerOptions.create()).start());
        await().until(() -> get(fleet.task("run")).orElseThrow().status() == TaskStatus.RUNNING);
        assertThat(get(run.status()).state()).isEqualTo(RunState.PAUSED);
        assertThat(ran).isEmpty();
        get(run.resume());
        get(run.result());
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aPauseIsFoundAndEndedWhenEarlierOnesAreForgotten() {
        // Long enough that the next pause begins before the one before it is forgotten.
        StorageLimits forgetful = StorageLimits.DEFAULT.retention(Duration.ofSeconds(1));
        CodefleetClient first =
                get(Codefleet.connect(CodefleetOptions.of("memory:" + name).limits(forgetful)));
        WorkflowRun run = get(Workflows.on(first).submit(of(step("a", "a")), RUN));
        get(run.pause("ada"));
        get(run.resume());
        get(run.pause("ada"));
        await().until(() -> get(fleet.task("run/+pause#1")).isEmpty());

        WorkflowRun seen = workflows.handle("run");
        assertThat(get(seen.status()).state()).isEqualTo(RunState.PAUSED);
        get(seen.resume());
        assertThat(get(seen.status()).state()).isEqualTo(RunState.WAITING);
        get(seen.resume());
        get(workflows.handle("run").pause("bob"));
        assertThat(get(seen.status()).state()).isEqualTo(RunState.PAUSED);
        get(workflows.handle("run").resume());
        agents();
        get(workflows.driver(WorkerOptions.create()).start());
        get(run.result());
        await().until(() -> get(fleet.stats()).queued() == 0);
        get(first.close());
    }

    @Test
    void aRunThatEndsWhileItIsPausedLeavesNoPause() {
        agents();
        WorkflowRun run = start(of(step("a", "hold a")));
        awaitRunning("run/a");
        get(run.pause("ada"));
        letGo("hold a");
        get(run.result());
        await().until(() -> get(fleet.stats()).queued() == 0);
    }

    @Test
    void aPauseThatEndedBeforeTheDriverLookedLeavesNothing() {
        agents();
        CodefleetClient patient =
                get(Codefleet.connect(CodefleetOptions.of("memory:" + name).pollInterval(Duration.ofHours(1))));
        WorkflowRun run = get(Workflows.on(patient).run(of(step("a", "hold a")), RUN));
        awaitRunning("run/a");
        get(run.pause("ada"));
        get(run.resume());
        letGo("hold a");
        get(run.result());
        await().until(() -> get(fleet.stats()).queued() == 0);
        get(patient.close());
    }

    @Test
    void aResumeOfARunThatHasEndedOnlyEndsThePause() {
        agents();
        WorkflowRun run = start(of(step("a", "a")));
        get(run.result());
        get(fleet.submitTask(Task.of("paused too late")
                .id("run/+pause#1")
                .type(Workflows.PAUSE_TYPE)
                .parent("run")
                .requires("nobody")));

        get(run.resume());

        assertThat(get(fleet.task("run/+resumed#1"))).isEmpty();
        assertThat(get(fleet.task("run/+pause#1")).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aCancelEndsTheRunAndItsTasksAndUndoesNothing() {
        agents();
        WorkflowRun run = start(of(
                step("a", "a").compensate(Task.of("undo a")),
                step("b", "hold b").after("a"),
                step("c", "c").afterEnd("b")));
        awaitRunning("run/b");
        get(run.cancel("wrong branch"));
        assertThatThrownBy(() -> get(run.result()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("wrong branch");
        await().until(() -> get(fleet.task("run/b")).orElseThrow().status() == TaskStatus.CANCELLED);
        assertThat(ran).containsExactly("a", "hold b");
    }

    @Test
    void aRunWhoseTimeIsUpFailsAndIsUndone() {
        agents();
        WorkflowRun run = start(of(
                        step("a", "a").compensate(Task.of("undo a")),
                        step("b", "hold b").after("a"),
                        step("c", "c").afterEnd("b"))
                .timeLimit(Duration.ofMillis(700)));
        WorkflowFailedException failure = failureOf(run);
        assertThat(states(failure.result().steps()))
                .isEqualTo(Map.of("a", StepState.SUCCEEDED, "b", StepState.FAILED, "c", StepState.SKIPPED));
        assertThat(ran).containsExactly("a", "hold b", "undo a");
    }

    @Test
    void theClockOfARunThatEndsInTimeIsStopped() {
        agents();
        run(of(step("a", "a")).timeLimit(Duration.ofHours(1)));
        await().until(() -> get(fleet.task("run/+time-limit")).orElseThrow().status() == TaskStatus.CANCELLED);
    }

    @Test
    void noStepBeginsPastTheBudgetButUndoingDoes() {
        agents();
        WorkflowRun run = get(workflows.run(
                of(step("a", "a").compensate(Task.of("undo a")), step("b", "b").after("a")),
                RUN.budget(Budget.cost("0.05"))));
        assertThat(failureOf(run)).hasMessageContaining("step b: the budget of run run is used up");
        assertThat(ran).containsExactly("a", "undo a");
    }

    @Test
    void anyDriverRunsWhatWasSubmitted() {
        agents();
        WorkflowRun run = get(workflows.submit(of(step("a", "a")), RUN));
        assertThat(get(run.status()).state()).isEqualTo(RunState.WAITING);
        assertThat(ran).isEmpty();
        get(workflows.driver(WorkerOptions.create()).start());
        assertThat(states(get(run.result()).steps())).containsEntry("a", StepState.SUCCEEDED);
        assertThat(get(run.status()).state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void anAgentNeverTakesARun() {
        agents();
        get(workflows.submit(of(step("a", "a")), RUN));
        run(Task.of("other"));
        assertThat(ran).containsExactly("other");
    }

    @Test
    void anotherDriverResumesAndNoFinishedStepRunsAgain() {
        agents();
        CodefleetClient other = connect("memory");
        get(Workflows.on(other).driver(quick()).start());
        WorkflowRun run = get(workflows.submit(
                of(
                        step("a", "a"),
                        step("b", "hold b").after("a"),
                        step("c", "c").after("b")),
                RUN));
        awaitRunning("run/b");
        get(other.close());
        get(workflows.driver(WorkerOptions.create()).start());
        letGo("hold b");
        get(run.result());
        assertThat(ran).containsExactly("a", "hold b", "c");
    }

    @Test
    void anInvalidRunIsNotFound() {
        agents();
        run(Task.of("x").id("plain"));
        assertThatThrownBy(() -> get(workflows.handle("plain").status())).hasMessageContaining("no run of a workflow");
        assertThatThrownBy(() -> get(workflows.handle("none").status())).isInstanceOf(TaskNotFoundException.class);
    }

    @Test
    void aRunOfANewerVersionIsHandedBackToTheFleet() {
        get(workflows.driver(WorkerOptions.create().id("driver")).start());
        get(fleet.submitTask(Task.of("{\"v\":2,\"workflow\":{\"name\":\"newer\"}}")
                .id("run")
                .type("workflow")
                .requires(Workflows.CAPABILITY)
                .maxAttempts(1)));
        await().until(() -> get(fleet.task("run")).orElseThrow().status() == TaskStatus.DELAYED);
        TaskInfo run = get(fleet.task("run")).orElseThrow();
        assertThat(run.summary().failures()).isZero();
        assertThat(run.history().get(0).end()).contains(AttemptInfo.End.RELEASED);
        assertThatThrownBy(() -> get(workflows.handle("run").status())).isInstanceOf(UnsupportedVersionException.class);
    }
}
