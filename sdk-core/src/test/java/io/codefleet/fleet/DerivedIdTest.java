package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Voter;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.ConsensusTask;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ids that begin with the id of a run or task: an id that leaves no room for them is refused at its submit. */
class DerivedIdTest extends WorkflowFixture {
    private static final int LONGEST_OF_RETRIED_RUNS = RunOptions.MAX_ID_LENGTH - "~9999".length();

    private static String idOf(int length) {
        return "r".repeat(length);
    }

    private static Task consensus() {
        return ConsensusTask.of(Consensus.on(Task.of("Is it so?")).voters(List.of(Voter.any(), Voter.any())));
    }

    private void failConsensus() {
        worker(
                fleet,
                WorkerOptions.create().capabilities(consensus().requiredCapabilities()),
                attempt -> Future.failedFuture(AttemptException.permanent("no votes")));
    }

    private void refused(Workflow workflow, int length, int limit) {
        assertThatThrownBy(() -> get(workflows.submit(workflow, RunOptions.of(idOf(length)))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("run.id"))
                .hasMessageContaining("has " + length + " characters, at most " + limit + " are allowed");
    }

    @Test
    void theRunOfTheLongestIdCanBeRetried() {
        agents();
        Workflow failing = of(step("a", "fail a"));
        refused(failing, LONGEST_OF_RETRIED_RUNS + 1, LONGEST_OF_RETRIED_RUNS);
        String id = idOf(LONGEST_OF_RETRIED_RUNS);
        failureOf(get(workflows.run(failing, RunOptions.of(id))));

        failureOf(get(workflows.retryHere(id)));
        assertThat(get(fleet.task(id + "~1/a"))).isPresent();
    }

    @Test
    void aRunThatHoldsAConsensusLeavesRoomForItsVotes() {
        agents();
        Workflow panel = of(Step.task("decision", consensus()));
        int longest = LONGEST_OF_RETRIED_RUNS - "/decision".length();
        refused(panel, longest + 1, longest);

        WorkflowRun accepted = get(workflows.submit(panel, RunOptions.of(idOf(longest))));
        assertThat(accepted.id()).hasSize(longest);
    }

    /** The number of a retry is within the ids of its tasks, which so are longer than those of the first run. */
    @Test
    void theConsensusOfARunOfTheLongestIdIsHeldInItsRetriesToo() {
        failConsensus();
        Workflow panel = of(Step.task("decision", consensus()));
        String id = idOf(LONGEST_OF_RETRIED_RUNS - "/decision".length());
        failureOf(get(workflows.run(panel, RunOptions.of(id))));
        assertThat(get(fleet.task(id + "/decision"))).isPresent();

        failureOf(get(workflows.retryHere(id)));
        assertThat(get(fleet.task(id + "~1/decision"))).isPresent();
    }

    /** A driver that starts again submits the children once more that an earlier version has stored. */
    @Test
    void aChildThatWasStoredAtTheLongestIdIsAcceptedAgain() {
        String run = idOf(RunOptions.MAX_ID_LENGTH - "/decision".length());
        Task child = consensus().id(run + "/decision").parent(run);

        assertThat(get(fleet.submitTask(child)).id()).isEqualTo(child.id());
        assertThat(get(fleet.submitTask(child)).id()).isEqualTo(child.id());
        assertThatThrownBy(() -> get(fleet.submitTask(child.id("r" + child.id()))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 121 characters, at most 120 are allowed");
    }

    @Test
    void aConsensusOfTheLongestIdCanBeReplayed() {
        failConsensus();
        for (Task task : List.of(
                consensus().id(idOf(LONGEST_OF_RETRIED_RUNS)),
                consensus().id(idOf(RunOptions.MAX_ID_LENGTH)).parent("r"))) {
            get(get(fleet.submitTask(task)).outcome());
            TaskHandle first = get(fleet.replay(task.id()));
            get(first.outcome());
            assertThat(get(fleet.replay(first.id())).id()).hasSizeLessThanOrEqualTo(RunOptions.MAX_ID_LENGTH);
        }
    }

    @Test
    void innerWorkflowsOfManyItemsLeaveRoomForTheirTasks() {
        agents();
        Workflow inner = Workflow.named("inner")
                .input("list", List.of(1, 2))
                .step(step("s".repeat(40), "x").forEach(FanOut.over("{{ input.list }}")));
        Workflow outer = Workflow.named("outer")
                .input("list", List.of(1))
                .step(Step.workflow("w".repeat(19), inner, Map.of()).forEach(FanOut.over("{{ input.list }}")));
        int name = 19 + "#9999/".length() + 40 + "#9999".length();
        int longest = 200 - "~9999/".length() - name - "/ask-100.999".length();
        refused(outer, longest + 1, longest);

        assertThat(get(workflows.submit(outer, RunOptions.of(idOf(longest)))).id())
                .hasSize(longest);
    }

    @Test
    void aConsensusTaskWhoseIdLeavesNoRoomForItsVotesIsRefusedAtItsSubmit() {
        Task tooLong = consensus().id(idOf(LONGEST_OF_RETRIED_RUNS + 1));

        assertThatThrownBy(() -> get(fleet.submitTask(tooLong)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("id"))
                .hasMessageContaining("at most " + LONGEST_OF_RETRIED_RUNS + " are allowed");
        assertThat(get(fleet.submitTask(consensus().id(idOf(LONGEST_OF_RETRIED_RUNS))))
                        .id())
                .hasSize(LONGEST_OF_RETRIED_RUNS);
    }

    @Test
    void aTaskOfTheLongestIdCanBeReplayedMoreThanOnce() {
        agents();
        String id = idOf(200);
        TaskHandle failed = get(fleet.submitTask(Task.of("fail").id(id).retry(RetryPolicy.NONE)));
        assertThat(get(failed.outcome())).isInstanceOf(Outcome.Failed.class);

        TaskHandle first = get(fleet.replay(id));
        assertThat(get(first.outcome())).isInstanceOf(Outcome.Failed.class);
        TaskHandle second = get(fleet.replay(first.id()));
        assertThat(first.id()).startsWith("replay-").endsWith("~1");
        assertThat(second.id()).startsWith("replay-").endsWith("~2").isNotEqualTo(first.id());
        assertThat(get(fleet.replay(id)).id()).isEqualTo(first.id());
    }
}
