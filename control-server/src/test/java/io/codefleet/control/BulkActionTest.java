package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AuditAction;
import io.codefleet.AuditQuery;
import io.codefleet.CodefleetOptions;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkActionTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OPERATOR);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private JsonObject act(String body, int status) throws Exception {
        HttpResponse<String> response = fixture.send("POST", "/api/v1/tasks/bulk", body, key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private TaskStatus status(String id) throws Exception {
        return get(fixture.fleet.task(id)).orElseThrow().status();
    }

    private void submit(String id, String type) throws Exception {
        String body = new JsonObject()
                .put("id", id)
                .put("type", type)
                .put("prompt", "x")
                .encode();
        assertThat(fixture.send("POST", "/api/v1/tasks", body, key).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aDryRunCountsAndDoesNothing() throws Exception {
        submit("a", "one");
        submit("b", "one");
        submit("c", "two");
        JsonObject preview = act("{\"action\": \"cancel\", \"filter\": {\"type\": \"one\"}, \"dryRun\": true}", 200);
        assertThat(preview.getInteger("matched")).isEqualTo(2);
        assertThat(preview.getJsonArray("sample")).containsExactly("b", "a");
        assertThat(status("a")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void anotherNumberThanExpectedDoesNothing() throws Exception {
        submit("a", "one");
        submit("b", "one");
        String filter = "{\"action\": \"cancel\", \"filter\": {\"type\": \"one\"}";
        JsonObject problem = act(filter + ", \"expected\": 1}", 409);
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/count-differs");
        assertThat(act(filter + "}", 400)
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/expected");
        assertThat(status("a")).isEqualTo(TaskStatus.QUEUED);
        JsonObject done = act(filter + ", \"expected\": 2}", 200);
        assertThat(done.getInteger("done")).isEqualTo(2);
        assertThat(status("a")).isEqualTo(TaskStatus.CANCELLED);
        assertThat(status("b")).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void failedTasksOfAFilterAreReplayed() throws Exception {
        get(fixture.fleet
                .worker(WorkerOptions.create())
                .handle("one", attempt -> Future.failedFuture("broken"))
                .start());
        for (String id : new String[] {"a", "b"}) {
            get(fixture.fleet.submitTask(Task.of("x").id(id).type("one").retry(RetryPolicy.NONE)));
        }
        String replay = "{\"action\": \"replay\", \"filter\": {\"q\": \"a\", \"status\": [\"FAILED\", \"QUEUED\"]}";
        awaitMatched(replay, 1);
        assertThat(act(replay + ", \"expected\": 1}", 200).getInteger("done")).isEqualTo(1);
        assertThat(get(fixture.fleet.task("a~1"))).isPresent();
        assertThat(get(fixture.fleet.task("b~1"))).isEmpty();
    }

    private void fail(String... ids) throws Exception {
        List<Task> tasks = Stream.of(ids).map(id -> Task.of("x").id(id)).toList();
        fail(tasks);
    }

    private void fail(List<Task> tasks) throws Exception {
        get(fixture.fleet
                .worker(WorkerOptions.create().concurrency(20))
                .handle("bad", attempt -> Future.failedFuture("broken"))
                .start());
        List<TaskHandle> submitted = get(fixture.fleet.submitTasks(tasks.stream()
                .map(task -> task.type("bad").retry(RetryPolicy.NONE))
                .toList()));
        for (TaskHandle handle : submitted) {
            get(handle.outcome());
        }
    }

    private void awaitMatched(String action, int tasks) {
        await().until(() -> act(action + ", \"dryRun\": true}", 200).getInteger("matched") == tasks);
    }

    @Test
    void aPurgeCountsThePartsOfOpenTasksThatItLeaves() throws Exception {
        submit("run", "two");
        fail(List.of(Task.of("x").id("run/step").parent("run"), Task.of("x").id("alone")));
        String purge = "{\"action\": \"purge\", \"filter\": {}";
        awaitMatched(purge, 2);

        JsonObject result = act(purge + ", \"expected\": 2}", 200);
        assertThat(result.getInteger("done")).isEqualTo(1);
        assertThat(result.getInteger("left")).isEqualTo(1);
        assertThat(result.getJsonArray("failed")).isEmpty();
        assertThat(status("run/step")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aPurgeThatLosesTheBrokerSaysHowManyTasksItHasDeleted() throws Exception {
        fixture.close();
        FleetProbe probe = new FleetProbe();
        fixture = new ControlFixture(
                ControlOptions.builder()
                        .addressRate(new RateLimit(10_000, 10_000))
                        .build(),
                CodefleetOptions.of("memory:" + UUID.randomUUID()),
                probe::view);
        key = fixture.key(Role.OPERATOR);
        fail(IntStream.range(0, 1100).mapToObj(i -> Task.of("x").id("t" + i)).toList());
        String purge = "{\"action\": \"purge\", \"filter\": {}";
        awaitMatched(purge, 1100);
        probe.takeAwayAtCall("purgeDeadLetters", 2);

        JsonObject result = act(purge + ", \"expected\": 1100}", 200);
        assertThat(result.getInteger("done")).isEqualTo(500);
        assertThat(result.getInteger("left")).isZero();
        assertThat(result.getJsonArray("failed")).hasSize(100);
        assertThat(result.getJsonArray("failed")
                        .getJsonObject(0)
                        .getJsonObject("problem")
                        .getString("type"))
                .isEqualTo("/api/v1/problems/broker-unavailable");
        assertThat(get(fixture.fleet.tasks(TaskQuery.ALL.pageSize(1000))).items())
                .hasSize(600);
    }

    @Test
    void deadLettersOfAFilterArePurgedOnceTheirNumberIsRight() throws Exception {
        fail("a", "b", "c");
        submit("waiting", "two");
        String purge = "{\"action\": \"purge\", \"filter\": {}";
        awaitMatched(purge, 3);
        assertThat(act(purge + ", \"expected\": 2}", 409).getString("type"))
                .isEqualTo("/api/v1/problems/count-differs");
        assertThat(get(fixture.fleet.task("a"))).isPresent();

        assertThat(act(purge + ", \"expected\": 3}", 200).getInteger("done")).isEqualTo(3);
        assertThat(get(fixture.fleet.task("a"))).isEmpty();
        assertThat(status("waiting")).isEqualTo(TaskStatus.QUEUED);
        assertThat(fixture.call("GET", "/api/v1/tasks", "", key, 200).getInteger("total"))
                .isEqualTo(1);
        assertThat(get(fixture.fleet.audit(AuditQuery.ALL.actions(AuditAction.PURGED)))
                        .items())
                .hasSize(1)
                .allSatisfy(entry -> {
                    assertThat(entry.actor()).startsWith("ann#");
                    assertThat(entry.subjects()).containsExactlyInAnyOrder("a", "b", "c");
                });
    }

    @Test
    void aDeadLetterIsPurgedAndNothingElseIs() throws Exception {
        fail("a", "b");
        submit("waiting", "two");
        assertThat(fixture.send("DELETE", "/api/v1/dead-letters/a", "", key).statusCode())
                .isEqualTo(204);
        assertThat(get(fixture.fleet.task("a"))).isEmpty();
        assertThat(fixture.call("GET", "/api/v1/tasks?status=FAILED", "", key, 200)
                        .getInteger("total"))
                .isEqualTo(1);
        assertThat(fixture.call("DELETE", "/api/v1/dead-letters/a", "", key, 404)
                        .getString("type"))
                .isEqualTo("/api/v1/problems/task-not-found");
        assertThat(fixture.call("DELETE", "/api/v1/dead-letters/waiting", "", key, 409)
                        .getString("type"))
                .isEqualTo("/api/v1/problems/not-a-dead-letter");
        assertThat(status("waiting")).isEqualTo(TaskStatus.QUEUED);
    }
}
