package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Round;
import io.codefleet.consensus.Voter;
import io.codefleet.json.ConsensusTask;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A consensus that is a task: workers hold it, one after another if need be. */
class ConsensusDriverTest extends FleetTest {
    private static final Consensus THREE = Consensus.on(Task.of("safe?").type("question"))
            .voters(List.of(Voter.prompt("a", "yes"), Voter.prompt("b", "slow yes"), Voter.prompt("c", "no")));

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Promise<TaskResult> slow = Promise.promise();

    private void startVoters() {
        get(fleet.worker(WorkerOptions.create().id("voters").concurrency(10))
                .handle("question", attempt -> {
                    String prompt = attempt.task().prompt();
                    asked.add(prompt);
                    attempt.stopRequested().onSuccess(reason -> slow.tryFail("stopped"));
                    return prompt.startsWith("slow") ? slow.future() : Future.succeededFuture(TaskResult.text(prompt));
                })
                .start());
    }

    private Worker driver(String id) {
        return get(Workflows.on(fleet)
                .consensusDriver(WorkerOptions.create().id(id))
                .start());
    }

    @Test
    void anotherDriverContinuesWithTheVotesThatWereCast() {
        startVoters();
        Worker first = driver("first");
        TaskHandle handle = get(fleet.submitTask(ConsensusTask.of(THREE).id("panel")));
        await().until(() -> asked.size() == 3);
        await().until(() ->
                get(fleet.task("panel/vote#2")).orElseThrow().outcome().isPresent());
        get(first.drain(Duration.ZERO));

        driver("second");
        slow.complete(TaskResult.text("yes"));

        TaskResult result = get(handle.outcome()).resultOrThrow();
        assertThat(result.text()).isEqualTo("yes");
        assertThat(result.data()).containsEntry(ConsensusTask.AGREED, true);
        assertThat(asked).containsExactlyInAnyOrder("yes", "slow yes", "no");
    }

    @Test
    void aCancelledConsensusCancelsItsVotes() {
        startVoters();
        driver("first");
        TaskHandle handle = get(fleet.submitTask(ConsensusTask.of(THREE).id("panel")));
        await().until(() -> asked.contains("slow yes"));
        get(handle.cancel("enough"));
        assertThat(get(handle.outcome())).isInstanceOf(Outcome.Cancelled.class);
        await().until(() ->
                get(fleet.task("panel/vote#1")).orElseThrow().outcome().isPresent());
        assertThat(get(fleet.task("panel/vote#1")).orElseThrow().outcome().orElseThrow())
                .isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aCancelOfTheRunAboveAConsensusBeginsNoLaterRound() {
        driver("first");
        TaskHandle handle = get(fleet.submitTask(
                ConsensusTask.of(THREE.orElse(Round.debate())).id("panel").parent("run")));
        await().until(() -> get(fleet.task("panel/vote#2")).isPresent());

        get(fleet.handle("run").cancel("enough"));

        assertThat(get(handle.outcome())).isInstanceOf(Outcome.Cancelled.class);
        assertThat(get(fleet.task("panel/round2/vote#0"))).isEmpty();
    }

    @Test
    void aTaskWithAWrongDefinitionFailsForGood() {
        driver("first");
        Task wrong = ConsensusTask.of(THREE)
                .id("wrong")
                .attribute(ConsensusTask.DEFINITION, Map.of("question", Map.of("prompt", "x"), "voters", List.of()));
        Outcome outcome = get(get(fleet.submitTask(wrong)).outcome());
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(outcome.toString()).contains("voters");
    }

    @Test
    void numbersComeWithTheirSpread() {
        get(fleet.worker(WorkerOptions.create().id("voters"))
                .handle(
                        "question",
                        attempt -> Future.succeededFuture(
                                TaskResult.text("{\"hours\": " + attempt.task().prompt() + "}")))
                .start());
        driver("first");
        Consensus hours = THREE.voters(List.of(Voter.prompt("a", "1"), Voter.prompt("b", "2"), Voter.prompt("c", "9")))
                .by(Agreement.median("/hours", 1));
        TaskResult result =
                get(get(fleet.submitTask(ConsensusTask.of(hours))).outcome()).resultOrThrow();
        assertThat(result.text()).isEqualTo("2");
        assertThat(result.data().get("spread").toString()).contains("max=9");
    }

    private static Map<String, Object> definition(Map<String, Object> more) {
        Map<String, Object> definition = new HashMap<>(more);
        definition.put("question", Map.of("prompt", "safe?", "type", "question"));
        return definition;
    }

    /** What cannot be asked must not leave the task running until its time limit. */
    @Test
    void aVoterThatCannotBeAskedFailsTheTaskForGood() {
        startVoters();
        driver("first");
        List<Object> disagree = List.of(Map.of("prompt", "yes"), Map.of("prompt", "no"));
        for (Map<String, Object> voter : List.<Map<String, Object>>of(
                Map.of("name", "a", "worker", "team a"), Map.of("name", "a", "model", " "))) {
            for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                    Map.of("voters", List.of(voter)),
                    Map.of("voters", disagree, "rounds", List.of(Map.of("voters", List.of(voter)))))) {
                Task task = ConsensusTask.of(THREE).attribute(ConsensusTask.DEFINITION, definition(wrong));
                Outcome outcome = get(get(fleet.submitTask(task)).outcome());
                assertThat(outcome.attempts()).isEqualTo(1);
                assertThat(outcome.toString())
                        .contains(ErrorKind.PERMANENT.name())
                        .contains(voter.containsKey("worker") ? "worker" : "odel");
            }
        }
    }

    @Test
    void theVotesHaveTheHeadersOfTheTask() {
        startVoters();
        driver("first");
        Consensus fast = THREE.voters(List.of(Voter.prompt("a", "yes")));
        Task task = ConsensusTask.of(fast).id("panel").headers(Map.of("x-trace", "t1"));
        get(get(fleet.submitTask(task)).outcome()).resultOrThrow();
        assertThat(get(fleet.task("panel/vote#0")).orElseThrow().task().headers())
                .containsEntry("x-trace", "t1");
    }
}
