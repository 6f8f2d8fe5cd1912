package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace of a request continues in its task. */
class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

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

    private SortedMap<String, String> headersOf(String body, String parent) throws Exception {
        assertThat(fixture.status(fixture.request("PUT", "/api/v1/tasks/t", body, key)
                        .header("traceparent", parent)
                        .header("tracestate", "vendor=1")))
                .isEqualTo(201);
        return get(fixture.fleet.task("t")).orElseThrow().task().headers();
    }

    @Test
    void theContextOfARequestBecomesThatOfItsTask() throws Exception {
        assertThat(headersOf("{\"prompt\": \"x\"}", PARENT))
                .containsExactly(entry("traceparent", PARENT), entry("tracestate", "vendor=1"));
    }

    @Test
    void eachTaskOfABatchHasIt() throws Exception {
        JsonObject batch = new JsonObject()
                .put(
                        "tasks",
                        new JsonArray().add(new JsonObject().put("id", "b").put("prompt", "x")));
        assertThat(fixture.status(fixture.request("POST", "/api/v1/tasks/batch", batch.encode(), key)
                        .header("traceparent", PARENT)))
                .isEqualTo(200);
        assertThat(get(fixture.fleet.task("b")).orElseThrow().task().headers()).containsEntry("traceparent", PARENT);
    }

    @Test
    void aTaskWithAContextOfItsOwnKeepsIt() throws Exception {
        String own = PARENT.replace("00-0af", "00-1af");
        assertThat(headersOf("{\"prompt\": \"x\", \"headers\": {\"traceparent\": \"" + own + "\"}}", PARENT))
                .isEqualTo(Map.of("traceparent", own));
    }

    /** The trace of a request differs each time, and a task is the same with another one. */
    @Test
    void aConflictNamesTheFieldsThatDifferButNotTheTrace() throws Exception {
        headersOf("{\"prompt\": \"x\"}", PARENT);
        HttpResponse<String> response =
                fixture.send(fixture.request("PUT", "/api/v1/tasks/t", "{\"prompt\": \"y\"}", key)
                        .header("traceparent", PARENT.replace("00-0af", "00-1af")));
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(response.body())
                        .getJsonArray("errors").stream()
                                .map(JsonObject.class::cast)
                                .map(fault -> fault.getString("pointer")))
                .containsExactly("/prompt");
    }

    @Test
    void aContextThatCannotBeReadIsLeftOut() throws Exception {
        assertThat(headersOf("{\"prompt\": \"x\"}", "damaged")).isEmpty();
    }

    private static String other(int number) {
        return PARENT.replace("00-0af", "00-" + number + "af");
    }

    private String answered(String method, String path, String body, String parent, int status) throws Exception {
        HttpResponse<String> response = fixture.send(fixture.request(method, "/api/v1" + path, body, key)
                .header("traceparent", parent)
                .header("tracestate", "vendor=2"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    private SortedMap<String, String> headers(String id) throws Exception {
        return get(fixture.fleet.task(id)).orElseThrow().task().headers();
    }

    private void work() throws Exception {
        get(Workflows.on(fixture.fleet)
                .driver(WorkerOptions.create().id("driver"))
                .start());
        get(Workflows.on(fixture.fleet)
                .consensusDriver(WorkerOptions.create().id("panel"))
                .start());
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w").concurrency(10))
                .handle(
                        "general",
                        attempt -> attempt.task().prompt().contains("bad")
                                ? Future.failedFuture(AttemptException.permanent("broken"))
                                : Future.succeededFuture(TaskResult.text("yes")))
                .start());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workflow\": \"name: x\\nsteps: {one: {prompt: hello}}\"}",
                "{\"mapReduce\": {\"items\": [1, 2], \"map\": {\"prompt\": \"look at {{ item }}\"}, "
                        + "\"reduce\": {\"prompt\": \"sum up\"}}}",
                "{\"consensus\": {\"models\": [\"a/x\", \"b/y\"], \"question\": {\"prompt\": \"safe?\"}}}",
            })
    void aRunAndAllOfItsTasksHaveIt(String run) throws Exception {
        work();
        answered("PUT", "/runs/r", run, PARENT, 201);
        get(fixture.fleet.handle("r").outcome());

        assertThat(get(fixture.fleet.tasks(TaskQuery.ALL)).items())
                .hasSizeGreaterThan(1)
                .allSatisfy(task -> assertThat(headers(task.id()))
                        .as(task.id())
                        .contains(entry("traceparent", PARENT), entry("tracestate", "vendor=2")));
        assertThat(answered("PUT", "/runs/r", run, other(1), 200))
                .as("the trace of a request differs each time, and a run is the same with another one")
                .contains("\"r\"");
    }

    @Test
    void aRunWhoseTaskHasNoRoomForItCompletes() throws Exception {
        work();
        JsonObject headers = new JsonObject();
        for (int i = 0; i < TaskHeaders.MAX_HEADERS; i++) {
            headers.put("h" + i, "v");
        }
        JsonObject map = new JsonObject().put("prompt", "look at {{ item }}").put("headers", headers);
        JsonObject run = new JsonObject()
                .put(
                        "mapReduce",
                        new JsonObject().put("items", new JsonArray().add(1)).put("map", map));
        answered("PUT", "/runs/r", run.encode(), PARENT, 201);

        assertThat(get(fixture.fleet.handle("r").outcome()).isCompleted()).isTrue();
        assertThat(headers("r")).containsEntry("traceparent", PARENT);
    }

    private String replayed(String edit) throws Exception {
        return new JsonObject(answered("POST", "/tasks/deep/replay", edit, "none", 201)).getString("id");
    }

    @Test
    void noRequestSetsAReservedHeader() throws Exception {
        String depth = TaskHeaders.RESERVED_PREFIX + "delegation-depth";
        String headers = "\"headers\": {\"" + depth + "\": \"0\", \"tenant\": \"shop\"}";
        assertThat(headersOf("{\"prompt\": \"x\", " + headers + "}", "none")).containsExactly(entry("tenant", "shop"));
        work();
        Task deep = Task.of("bad").id("deep").headers(Map.of(depth, "3", "a", "b"));
        get(fixture.fleet.submitTask(deep));
        get(fixture.fleet.handle("deep").outcome());

        assertThat(headers(replayed("{\"priority\": 9, " + headers + "}")))
                .isEqualTo(Map.of(depth, "3", "a", "b", "tenant", "shop"));
        assertThat(headers(replayed("{\"headers\": null}"))).isEqualTo(Map.of(depth, "3"));
    }

    @Test
    void aReplayIsInTheTraceOfTheRequestThatAsksForIt() throws Exception {
        work();
        for (String id : new String[] {"a", "second"}) {
            answered("PUT", "/tasks/" + id, "{\"prompt\": \"bad\"}", PARENT, 201);
            get(fixture.fleet.handle(id).outcome());
        }
        answered("POST", "/tasks/a/replay", "", other(1), 201);
        String edited = new JsonObject(answered("POST", "/tasks/a/replay", "{\"prompt\": \"good\"}", other(2), 201))
                .getString("id");
        String own = "{\"headers\": {\"traceparent\": \"" + other(3) + "\"}}";
        String traced = new JsonObject(answered("POST", "/tasks/a/replay", own, other(4), 201)).getString("id");
        String bulk = "{\"action\": \"replay\", \"filter\": {\"q\": \"second\", \"status\": [\"FAILED\"]}";
        await().until(() -> new JsonObject(answered("POST", "/tasks/bulk", bulk + ", \"dryRun\": true}", PARENT, 200))
                        .getInteger("matched")
                == 1);
        answered("POST", "/tasks/bulk", bulk + ", \"expected\": 1}", other(5), 200);

        assertThat(headers("a~1")).containsExactly(entry("traceparent", other(1)), entry("tracestate", "vendor=2"));
        assertThat(headers(edited)).containsEntry("traceparent", other(2));
        assertThat(headers(traced)).containsEntry("traceparent", other(3));
        assertThat(headers("second~1")).containsEntry("traceparent", other(5));
        assertThat(answered("POST", "/tasks/a/replay", "{\"prompt\": \"good\"}", other(6), 200))
                .as("the same edit twice is one task")
                .contains(edited);
    }

    @Test
    void aReplayByARequestWithoutOneStaysInItsTrace() throws Exception {
        work();
        answered("PUT", "/tasks/a", "{\"prompt\": \"bad\"}", PARENT, 201);
        get(fixture.fleet.handle("a").outcome());
        assertThat(fixture.send("POST", "/api/v1/tasks/a/replay", "", key).statusCode())
                .isEqualTo(201);

        assertThat(headers("a~1")).containsEntry("traceparent", PARENT);
    }
}
