package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskListTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.ADMIN);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private JsonObject list(String query) throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/api/v1/tasks?" + query, "", key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private List<String> ids(String query) throws Exception {
        return ids(list(query).getJsonArray("items"));
    }

    private static List<String> ids(JsonArray items) {
        return items.stream().map(each -> ((JsonObject) each).getString("id")).toList();
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
    void aListShowsWhatTheSameCallerHasJustSubmitted() throws Exception {
        for (int i = 0; i < 30; i++) {
            submit("t" + i, "general");
            assertThat(ids("limit=1")).containsExactly("t" + i);
        }
    }

    @Test
    void aTaskThatAnotherClientSubmitsAndAWorkerEndsIsFollowed() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("theirs").type("report")));
        await().until(() -> ids("type=report").equals(List.of("theirs")));
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w1"))
                .handle("report", attempt -> Future.succeededFuture(TaskResult.text("4")))
                .start());
        await().until(() -> ids("status=COMPLETED&worker=w1").equals(List.of("theirs")));
        assertThat(ids("status=QUEUED,RUNNING")).isEmpty();
    }

    @Test
    void allPagesTogetherHaveEachTaskOnce() throws Exception {
        for (int i = 0; i < 23; i++) {
            submit("t" + i, i % 2 == 0 ? "even" : "odd");
        }
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = list("type=even&limit=5" + cursor);
            assertThat(page.getInteger("total")).isEqualTo(12);
            assertThat(page.getBoolean("complete")).isTrue();
            all.addAll(ids(page.getJsonArray("items")));
            cursor = page.containsKey("next") ? "&cursor=" + page.getString("next") : "";
        } while (!cursor.isEmpty());
        assertThat(all)
                .hasSize(12)
                .doesNotHaveDuplicates()
                .startsWith("t22", "t20")
                .endsWith("t0");
    }

    @Test
    void aSearchFindsPartsOfIdsInATime() throws Exception {
        submit("nightly-Build-7", "general");
        submit("other", "general");
        assertThat(ids("q=BUILD")).containsExactly("nightly-Build-7");
        long now = System.currentTimeMillis();
        assertThat(ids("since=" + (now - 60_000))).containsExactlyInAnyOrder("other", "nightly-Build-7");
        assertThat(ids("until=" + (now - 60_000))).isEmpty();
    }

    @Test
    void tasksAreFoundByTheirLabels() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x")
                .id("a")
                .tags(Map.of("team", "core", "area", "api"))
                .context(TaskContext.EMPTY.project("git/one").preferredModel("m1"))));
        get(fixture.fleet.submitTask(Task.of("x").id("b").tags(Map.of("team", "core"))));
        await().until(() -> ids("tag=team%3Dcore").equals(List.of("b", "a")));
        assertThat(ids("tag=team%3Dcore&tag=area%3Dapi")).containsExactly("a");
        assertThat(ids("project=git%2Fone&model=m1")).containsExactly("a");
        assertThat(ids("submitter=" + fixture.fleet.options().actor())).containsExactly("b", "a");
        assertThat(ids("maxCost=0")).containsExactly("b", "a");
        assertThat(fixture.send("GET", "/api/v1/tasks?tag=none", "", key).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aCursorOfAnotherListIsRefused() throws Exception {
        submit("a", "general");
        submit("b", "general");
        String cursor = list("limit=1").getString("next");
        for (String query : List.of(
                "type=general&cursor=" + cursor,
                "sort=cost&cursor=" + cursor,
                "cursor=nonsense",
                "cursor=eyJ2IjoxfQ")) {
            HttpResponse<String> refused = fixture.send("GET", "/api/v1/tasks?" + query, "", key);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(refused.body()).getString("type")).isEqualTo("/api/v1/problems/invalid-cursor");
        }
    }

    @Test
    void aCursorAndAKeyOfAnotherNamespaceAreRefused() throws Exception {
        CodefleetOptions other =
                CodefleetOptions.of("memory:" + UUID.randomUUID()).namespace("other");
        try (ControlFixture elsewhere = new ControlFixture(ControlOptions.defaults(), other)) {
            String theirKey = elsewhere.key(Role.ADMIN);
            for (String id : List.of("a", "b")) {
                submit(id, "general");
                elsewhere.send("PUT", "/api/v1/tasks/" + id, "{\"prompt\": \"x\"}", theirKey);
            }
            String theirs = new JsonObject(elsewhere
                            .send("GET", "/api/v1/tasks?limit=1", "", theirKey)
                            .body())
                    .getString("next");
            HttpResponse<String> refused = fixture.send("GET", "/api/v1/tasks?limit=1&cursor=" + theirs, "", key);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(refused.body()).getString("type")).isEqualTo("/api/v1/problems/invalid-cursor");
            assertThat(fixture.send("GET", "/api/v1/tasks", "", theirKey).statusCode())
                    .isEqualTo(401);
        }
    }
}
