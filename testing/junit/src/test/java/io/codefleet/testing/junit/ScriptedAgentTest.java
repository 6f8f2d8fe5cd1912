package io.codefleet.testing.junit;

import static io.codefleet.testing.junit.FleetAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptInfo.End;
import io.codefleet.Backoff;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.RetryPolicy;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.json.ConsensusTask;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScriptedAgentTest {
    private static final Duration BACKOFF = Duration.ofMinutes(5);

    @RegisterExtension
    final FleetExtension fleet = FleetExtension.create()
            .worker(options -> options.retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(BACKOFF))))
            .agent(agent -> agent.onAny(ScriptedAnswer.text("default")));

    private static Task review() {
        return Task.of("Review Foo.java").type("review");
    }

    private ScriptedAgent agent() {
        return fleet.get().agent();
    }

    private TaskInfo run(Task task) {
        return fleet.get().run(task);
    }

    private TaskHandle submit(Task task) {
        return fleet.get().await().get(fleet.get().client().submitTask(task));
    }

    @Test
    void theLastRuleThatFitsAnswers() {
        agent().on("review", ScriptedAnswer.text("by type"));
        agent().on(task -> task.prompt().contains("Foo"), ScriptedAnswer.data(Map.of("faults", 2)));
        assertThat(run(review()).outcome().orElseThrow().resultOrThrow().data()).containsEntry("faults", 2);
        assertThat(run(Task.of("Review Bar.java").type("review"))).isCompletedWith("by type");
        assertThat(run(Task.of("other"))).isCompletedWith("default");
        assertThat(agent().received()).extracting(Task::type).containsExactly("review", "review", Task.DEFAULT_TYPE);
    }

    @Test
    void eachAttemptHasItsAnswerAndTheClockTurnsForTheBackoff() {
        agent().on(
                        "review",
                        ScriptedAnswer.transientFault("overloaded").cost("0.10"),
                        ScriptedAnswer.workerLost(),
                        ScriptedAnswer.text("fine").cost("0.02").patch("--- a/Foo.java", "Foo.java"));
        TaskInfo info = run(review().retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(BACKOFF))));
        assertThat(info)
                .isCompletedWith("fine")
                .hasChanged("Foo.java")
                .hasCost("0.12")
                .hasAttempts(3)
                .hasAttemptsThatEnded(End.FAILED, End.LOST, End.COMPLETED)
                .tookOnClock(BACKOFF.multipliedBy(2));
        assertThat(info.history().get(1).error())
                .hasValueSatisfying(error -> assertThat(error.kind()).isEqualTo(ErrorKind.WORKER_LOST));
    }

    @Test
    void aDelayedAnswerComesAtItsTimeHoweverFarTheClockTurns() {
        agent().on("review", ScriptedAnswer.text("slow").after(Duration.ofMinutes(10)));
        TaskHandle handle = submit(review());
        TaskInfo running = fleet.get().await().status(handle.id(), TaskStatus.RUNNING);
        assertThat(running.history()).hasSize(1);
        fleet.get().clock().advance(Duration.ofMinutes(9));
        assertThat(fleet.get().await().status(handle.id(), TaskStatus.RUNNING)).hasAttempts(1);
        fleet.get().clock().advance(Duration.ofHours(9));
        assertThat(fleet.get().await().ended(handle))
                .isCompletedWith("slow")
                .hasAttempts(1)
                .tookOnClock(Duration.ofMinutes(10));
    }

    @Test
    void anAttemptEndsAtItsTimeLimit() {
        agent().on("review", ScriptedAnswer.never());
        TaskHandle handle = submit(review().limits(TaskLimits.DEFAULT.attemptTimeout(Duration.ofMinutes(1)))
                .retry(RetryPolicy.NONE));
        TaskInfo running = fleet.get().await().status(handle.id(), TaskStatus.RUNNING);
        assertThat(running).hasAttemptsThatEnded();
        fleet.get().clock().advance(Duration.ofMinutes(1));
        assertThat(fleet.get().await().ended(handle))
                .isFailedWith(ErrorKind.ATTEMPT_TIMEOUT)
                .hasAttempts(1);
    }

    @Test
    void theClockTurnsForTheVotesOfAConsensus() {
        agent().on("review", ScriptedAnswer.transientFault("overloaded"), ScriptedAnswer.text("fine"));
        Worker ignored = fleet.get()
                .await()
                .get(Workflows.on(fleet.get().client())
                        .consensusDriver(WorkerOptions.create().id("panel"))
                        .start());
        Task question = review().retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(BACKOFF)));
        assertThat(run(ConsensusTask.of(Consensus.on(question)))).isCompletedWith("fine");
    }

    @Test
    void theAgentAsksAndAPersonDecides() {
        agent().on("review", ScriptedAnswer.text("deployed").asking("bash: deploy.sh"));
        TaskHandle allowed = submit(review());
        fleet.get().approve(allowed.id());
        assertThat(fleet.get().await().ended(allowed)).isCompletedWith("deployed");
        TaskHandle refused = submit(review());
        fleet.get().reject(refused.id(), "not on a Friday");
        assertThat(fleet.get().await().ended(refused)).isFailedWith(ErrorKind.PERMANENT, "not on a Friday");
    }

    @Test
    void aCancelEndsARunningAttempt() {
        agent().on("review", ScriptedAnswer.never());
        TaskHandle handle = submit(review());
        assertThat(fleet.get().await().status(handle.id(), TaskStatus.RUNNING)).hasAttempts(1);
        fleet.get().await().get(handle.cancel("not needed"));
        assertThat(fleet.get().await().ended(handle)).isCancelled().hasAttemptsThatEnded(End.CANCELLED);
    }

    @Test
    void aTaskThatNoRuleFitsFailsAndNamesTheRuleToAdd() {
        try (TestFleet bare = TestFleet.start(TestFleetOptions.defaults())) {
            assertThat(bare.run(review())).isFailedWith(ErrorKind.PERMANENT, "add agent.on(\"review\", …)");
        }
        assertThatThrownBy(() -> agent().on("review")).hasMessageContaining("answers is empty");
    }

    @Test
    void aScheduleIsDueByTheClock() {
        ScheduleHandle nightly = fleet.get()
                .await()
                .get(fleet.get()
                        .client()
                        .schedule(Schedule.every(Duration.ofHours(24), review()).named("nightly")));
        String first = nightly.next().orElseThrow().taskId();
        assertThat(fleet.get().await().status(first, TaskStatus.DELAYED)).hasAttempts(0);
        fleet.get().clock().advanceTo(nightly.next().orElseThrow().time());
        assertThat(fleet.get().await().ended(first)).isCompletedWith("default");
    }

    @Test
    void handlersOfTheTestJoinTheFleetByItsOptions() {
        CodefleetClient other =
                fleet.get().await().get(Codefleet.connect(fleet.get().options()));
        fleet.get()
                .await()
                .get(other.worker(WorkerOptions.create().capabilities("gpu"))
                        .handle("train", attempt -> Future.succeededFuture(TaskResult.text("by hand")))
                        .start());
        assertThat(run(Task.of("x").type("train").requires("gpu"))).isCompletedWith("by hand");
        fleet.get().await().get(other.close());
    }
}
