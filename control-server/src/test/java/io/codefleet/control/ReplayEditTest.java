package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Voter;
import io.codefleet.control.auth.Role;
import io.codefleet.json.ConsensusTask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayEditTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OPERATOR);
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w1"))
                .handle(
                        "x",
                        attempt -> attempt.task().prompt().equals("good")
                                ? Future.succeededFuture(TaskResult.text("4"))
                                : Future.failedFuture(AttemptException.permanent("broken")))
                .start());
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private JsonObject replay(String id, String patch, int status) throws Exception {
        HttpResponse<String> response = fixture.send("POST", "/api/v1/tasks/" + id + "/replay", patch, key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private void ended(Task task) throws Exception {
        var unused = get(get(fixture.fleet.submitTask(task)).outcome());
    }

    private Task task(String id) throws Exception {
        return get(fixture.fleet.task(id)).orElseThrow().task();
    }

    @Test
    void anEditMakesANewTaskWithTheRestAsItWas() throws Exception {
        Task first = Task.of("bad")
                .id("a")
                .type("x")
                .tags(Map.of("team", "core", "area", "api"))
                .placement(Placement.worker("w1"))
                .context(TaskContext.EMPTY.project("git/one").preferredModel("m1"));
        ended(first);
        String patch = "{\"prompt\": \"good\", \"tags\": {\"area\": null, \"new\": \"1\"}, \"worker\": null, "
                + "\"context\": {\"preferredModel\": \"m2\"}}";
        String id = replay("a", patch, 201).getString("id");
        assertThat(task(id))
                .isEqualTo(first.id(id)
                        .prompt("good")
                        .tags(Map.of("team", "core", "new", "1"))
                        .placement(Task.of("x").placement())
                        .context(TaskContext.EMPTY.project("git/one").preferredModel("m2")));
        assertThat(get(fixture.fleet.handle(id).outcome()).isCompleted()).isTrue();
    }

    @Test
    void theSameEditTwiceIsOneTaskAndAnotherEditAnother() throws Exception {
        ended(Task.of("bad").id("a").type("x"));
        String first =
                replay("a", "{\"prompt\": \"good\", \"priority\": 7}", 201).getString("id");
        assertThat(replay("a", "{\"priority\": 7, \"prompt\": \"good\"}", 200).getString("id"))
                .isEqualTo(first)
                .startsWith("a~e");
        String other =
                replay("a", "{\"prompt\": \"good\", \"priority\": 8}", 201).getString("id");
        assertThat(other).isNotEqualTo(first).startsWith("a~e");
        assertThat(replay("a", "", 201).getString("id")).isEqualTo("a~1");
        assertThat(replay("a", "{}", 201).getString("id")).isEqualTo("a~1");
        assertThat(replay("a", "{\"prompt\": \"bad\"}", 201).getString("id")).isEqualTo("a~1");
    }

    @Test
    void aTaskThatHasCompletedIsReplayedOnlyWithAnEdit() throws Exception {
        ended(Task.of("good").id("a").type("x"));
        replay("a", "", 400);
        replay("a", "{\"priority\": 5}", 400);
        assertThat(replay("a", "{\"priority\": 6}", 201).getString("id")).startsWith("a~e");
        get(fixture.fleet.submitTask(Task.of("x").id("waits")));
        replay("waits", "{\"priority\": 6}", 400);
        replay("none", "{\"priority\": 6}", 404);
    }

    @Test
    void aLongIdIsReplacedByADerivedOne() throws Exception {
        String id = "x".repeat(200);
        ended(Task.of("bad").id(id).type("x"));
        assertThat(replay(id, "{\"priority\": 6}", 201).getString("id")).startsWith("replay-e");
    }

    /** The ids of its votes begin with its id, so that it may be less long than others. */
    @Test
    void theIdOfAConsensusIsReplacedWhereItLeavesNoRoomForItsVotes() throws Exception {
        for (int length : List.of(97, 98, 115)) {
            Task consensus = ConsensusTask.of(
                            Consensus.on(Task.of("Is it so?")).voters(List.of(Voter.any(), Voter.any())))
                    .id("c".repeat(length));
            get(fixture.fleet.submitTask(consensus));
            get(fixture.fleet.handle(consensus.id()).cancel("enough"));
            assertThat(replay(consensus.id(), "{\"priority\": 6}", 201).getString("id"))
                    .startsWith(length == 97 ? consensus.id() + "~e" : "replay-e");
        }
    }

    @Test
    void aMergePatchMayHaveItsOwnMediaType() throws Exception {
        ended(Task.of("bad").id("a").type("x"));
        HttpRequest.Builder request = fixture.request("POST", "/api/v1/tasks/a/replay", "{\"priority\": 6}")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/merge-patch+json");
        assertThat(fixture.send(request).statusCode()).isEqualTo(201);
        HttpRequest.Builder elsewhere = fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/merge-patch+json");
        assertThat(fixture.send(elsewhere).statusCode()).isEqualTo(415);
    }

    @Test
    void aWrongPatchNamesItsField() throws Exception {
        ended(Task.of("bad").id("a").type("x"));
        for (List<String> each : List.of(
                List.of("{\"promt\": \"good\"}", "/promt"),
                List.of("{\"id\": \"b\"}", "/id"),
                List.of("{\"context\": {\"projekt\": \"x\"}}", "/context/projekt"),
                List.of("{\"allowance\": {\"perDay\": {\"dollars\": 1}}}", "/allowance/perDay/dollars"),
                List.of("{\"prompt\": null}", "/prompt"),
                List.of("{\"prompt\": \"\"}", "/prompt"),
                List.of("{\"priority\": \"high\"}", "/priority"),
                List.of("{\"tags\": {\"a\": 1}}", "/tags/a"),
                List.of("{\"limits\": {\"deadlineMs\": 1.5}}", "/limits/deadlineMs"),
                List.of("{\"priority\": 77}", "/priority"))) {
            JsonObject fault =
                    replay("a", each.get(0), 400).getJsonArray("errors").getJsonObject(0);
            assertThat(fault.getString("pointer")).as(fault.encode()).isEqualTo(each.get(1));
        }
        replay("a", "[]", 400);
        replay("a", "{\"priority\":", 400);
    }
}
