package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleApiTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OPERATOR);
        get(fixture.fleet.schedule(
                Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("tidy up")).named("nightly")));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private JsonObject call(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> response = fixture.send(method, path, body, key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private HttpResponse<String> edit(String prompt, String tag) throws Exception {
        String body = "{\"timing\": {\"cron\": \"0 3 * * *\", \"zone\": \"Z\"}, \"template\": {\"prompt\": \"" + prompt
                + "\"}}";
        return fixture.send(
                fixture.request("PUT", "/api/v1/schedules/nightly", body, key).header("If-Match", tag));
    }

    @Test
    void anEditOfAScheduleThatWasChangedMeanwhileNamesWhatDiffers() throws Exception {
        HttpResponse<String> read = fixture.send("GET", "/api/v1/schedules/nightly", "", key);
        String tag = read.headers().firstValue("ETag").orElseThrow();
        assertThat(new JsonObject(read.body()).getString("etag")).isEqualTo(tag);
        call("POST", "/api/v1/schedules/nightly/pause", "", 202);

        HttpResponse<String> first = edit("mine", "\"other\", " + tag);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
        HttpResponse<String> late = edit("theirs", tag);
        assertThat(late.statusCode()).as(late.body()).isEqualTo(412);
        JsonObject problem = new JsonObject(late.body());
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/precondition-failed");
        assertThat(problem.getJsonArray("errors"))
                .extracting(error -> ((JsonObject) error).getString("pointer"))
                .containsExactly("/template");
        assertThat(call("GET", "/api/v1/schedules/nightly", "", 200)
                        .getJsonObject("template")
                        .getString("prompt"))
                .isEqualTo("mine");
        assertThat(edit("theirs", "*").statusCode()).isEqualTo(200);
    }

    @Test
    void aScheduleIsListedPausedEditedAndRun() throws Exception {
        JsonObject listed =
                call("GET", "/api/v1/schedules", "", 200).getJsonArray("items").getJsonObject(0);
        assertThat(listed.getJsonObject("timing").getString("cron")).isEqualTo("0 3 * * *");
        assertThat(listed.getLong("next")).isGreaterThan(System.currentTimeMillis());
        assertThat(call("POST", "/api/v1/schedules/nightly/pause", "", 202).getBoolean("paused"))
                .isTrue();
        assertThat(call("POST", "/api/v1/schedules/nightly/resume", "", 202).getBoolean("paused"))
                .isFalse();
        String edit = "{\"timing\": {\"cron\": \"0 5 * * *\", \"zone\": \"Europe/Berlin\"}, "
                + "\"template\": {\"prompt\": \"tidy up well\", \"type\": \"chore\"}}";
        assertThat(call("PUT", "/api/v1/schedules/nightly", edit, 200).getBoolean("edited"))
                .isTrue();
        String task = call("POST", "/api/v1/schedules/nightly/run", "", 202).getString("task");
        JsonObject submitted = call("GET", "/api/v1/tasks/" + task.replace("/", "%2F"), "", 200);
        assertThat(submitted.getString("type")).isEqualTo("chore");
    }

    private void assertNamed(String body, String pointer) throws Exception {
        JsonObject problem = call("PUT", "/api/v1/schedules/nightly", body, 400);
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/invalid-input");
        assertThat(problem.getJsonArray("errors")).as(problem.encode()).isNotNull();
        assertThat(problem.getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString("pointer")))
                .as(problem.encode())
                .anyMatch(named -> named != null && named.startsWith(pointer));
    }

    @Test
    void aWrongEditNamesItsFault() throws Exception {
        String task = "\"template\": {\"prompt\": \"x\"}}";
        Map<String, String> wrong = Map.of(
                "{}", "/timing",
                "{\"cron\": \"nonsense\"}", "/timing/cron",
                "{\"cron\": \"0 0 30 2 *\"}", "/timing/cron",
                "{\"cron\": 7}", "/timing",
                "{\"cron\": \"* * * * *\", \"zone\": \"X\"}", "/timing/zone");
        for (Map.Entry<String, String> timing : wrong.entrySet()) {
            assertNamed("{\"timing\": " + timing.getKey() + ", " + task, timing.getValue());
        }
        String good = "{\"timing\": {\"cron\": \"0 5 * * *\"}, ";
        assertNamed(good + "\"template\": {\"prompt\": \"x\", \"priority\": \"high\"}}", "/template/priority");
        assertNamed(good + "\"template\": {\"type\": \"x\"}}", "/template");
        assertNamed(good + "\"template\": {\"prompt\": \"x\", \"retry\": {\"maxAttempts\": 0}}}", "/template/retry");
        call("POST", "/api/v1/schedules/none/pause", "", 404);
    }

    @Test
    void aLaneShowsWhatWaitsWhatRunsAndWhoServesIt() throws Exception {
        Promise<TaskResult> end = Promise.promise();
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w1"))
                .handle("report", attempt -> end.future())
                .start());
        get(fixture.fleet.submitTask(Task.of("x").id("a").type("report")));
        get(fixture.fleet.submitTask(Task.of("x").id("b").type("report")));
        get(fixture.fleet.submitTask(Task.of("x").id("c").type("other")));
        await().untilAsserted(() -> {
            JsonArray lanes = call("GET", "/api/v1/lanes", "", 200).getJsonArray("items");
            assertThat(lanes.stream().map(lane -> text((JsonObject) lane)))
                    .containsExactlyInAnyOrder("report 1 1 [\"w1\"]", "other 1 0 []");
        });
        end.fail("the test ends");
    }

    private static String text(JsonObject lane) {
        return lane.getString("type") + " " + lane.getInteger("queued") + " " + lane.getInteger("running") + " "
                + lane.getJsonArray("workers");
    }
}
