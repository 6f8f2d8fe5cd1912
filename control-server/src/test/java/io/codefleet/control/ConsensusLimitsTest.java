package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits of a run whose votes are counted: they hold for the votes, which are children of its only step. */
class ConsensusLimitsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OPERATOR);
        get(Workflows.on(fixture.fleet)
                .driver(WorkerOptions.create().id("driver"))
                .start());
        get(Workflows.on(fixture.fleet)
                .consensusDriver(WorkerOptions.create().id("panel"))
                .start());
        get(fixture.fleet
                .worker(WorkerOptions.create().id("voters").concurrency(10))
                .handle("paid", attempt -> {
                    asked.add(attempt.task().id());
                    Usage usage = Usage.builder().cost(new BigDecimal("0.01")).build();
                    return Future.succeededFuture(
                            TaskResult.text(attempt.task().id()).usage(usage));
                })
                .start());
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static JsonObject panel(int voters) {
        JsonArray named = new JsonArray();
        for (int i = 0; i < voters; i++) {
            named.add(new JsonObject().put("name", "v" + i));
        }
        return new JsonObject()
                .put(
                        "consensus",
                        new JsonObject()
                                .put(
                                        "question",
                                        new JsonObject().put("prompt", "safe?").put("type", "paid"))
                                .put("voters", named));
    }

    private JsonObject put(String id, JsonObject body, int status) throws Exception {
        HttpResponse<String> response = fixture.send("PUT", "/api/v1/runs/" + id, body.encode(), key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private JsonObject outputs(String id) {
        await().until(() -> run(id).getString("state").equals("COMPLETED"));
        return run(id).getJsonObject("outputs");
    }

    private JsonObject run(String id) {
        try {
            return new JsonObject(
                    fixture.send("GET", "/api/v1/runs/" + id, "", key).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theBudgetAndTheConcurrencyOfTheBodyAreThoseOfTheVotes() throws Exception {
        JsonObject body =
                panel(5).put("budget", new JsonObject().put("maxCost", "0.01")).put("concurrency", 1);
        put("poor", body, 201);
        assertThat(outputs("poor").getJsonObject("count").getString("reason")).isEqualTo("BUDGET_EXCEEDED");
        assertThat(asked).containsExactly("poor/decision/vote#0");
    }

    @Test
    void anIdThatLeavesNoRoomForThoseOfTheVotesIsRefused() throws Exception {
        JsonObject problem = put("x".repeat(107), panel(1), 400);
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("parameter"))
                .isEqualTo("id");
        assertThat(problem.encode()).contains("106");
        String longest = "x".repeat(106);
        put(longest, panel(1), 201);
        assertThat(outputs(longest).getBoolean("agreed")).isTrue();
    }
}
