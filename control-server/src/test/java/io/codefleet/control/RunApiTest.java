package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunApiTest {
    private static final String REVIEW = """
        name: review
        inputs:
          project: {type: string}
        steps:
          find:
            prompt: find in {{ input.project }}
            retry: {attempts: 1}
          report:
            after: find
            prompt: report {{ steps.find.text }}
            retry: {attempts: 1}
        outputs:
          report: "{{ steps.report.text }}"
        """;

    private ControlFixture fixture;
    private String key;
    private final Set<String> prompts = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean breaks = new AtomicBoolean();

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OPERATOR);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    /** A worker that gives its prompt back, in brackets, and a driver of runs. */
    private void startWorkers() throws Exception {
        get(Workflows.on(fixture.fleet)
                .driver(WorkerOptions.create().id("driver").concurrency(10))
                .start());
        get(Workflows.on(fixture.fleet)
                .consensusDriver(WorkerOptions.create().id("panel").concurrency(10))
                .start());
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w1").concurrency(10))
                .handle("general", attempt -> {
                    String prompt = attempt.task().prompt();
                    prompts.add(prompt);
                    return (prompt.contains("report") && breaks.get()) || prompt.contains("bad")
                            ? Future.failedFuture(AttemptException.permanent("broken"))
                            : Future.succeededFuture(TaskResult.text("[" + prompt + "]"));
                })
                .start());
    }

    private static String review(String project) {
        return new JsonObject()
                .put("workflow", REVIEW)
                .put("inputs", new JsonObject().put("project", project))
                .encode();
    }

    private JsonObject call(String method, String path, String body, int status) throws Exception {
        return fixture.call(method, path, body, key, status);
    }

    private JsonObject ended(String id, String state) {
        await().until(() ->
                call("GET", "/api/v1/runs/" + id, "", 200).getString("state").equals(state));
        return run(id);
    }

    private JsonObject run(String id) {
        try {
            return call("GET", "/api/v1/runs/" + id, "", 200);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWorkflowIsSubmittedFollowedAndGivesItsOutputs() throws Exception {
        startWorkers();
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        assertThat(ended("r1", "COMPLETED").getJsonObject("outputs").getString("report"))
                .isEqualTo("[report [find in shop]]");
        call("PUT", "/api/v1/runs/r1", review("shop"), 200);
        assertThat(call("PUT", "/api/v1/runs/r1", review("other"), 409).getString("type"))
                .isEqualTo("/api/v1/problems/duplicate-task");
        assertThat(call("GET", "/api/v1/runs", "", 200)
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo("r1");
        JsonObject graph = call("GET", "/api/v1/runs/r1/graph", "", 200);
        assertThat(graph.getJsonArray("nodes").getJsonObject(1))
                .isEqualTo(new JsonObject().put("step", "report").put("state", "SUCCEEDED"));
        assertThat(graph.getJsonArray("edges"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("from", "find")
                                .put("to", "report")
                                .put("on", "SUCCESS")));
        assertThat(call("DELETE", "/api/v1/runs/r1", "", 200).getString("result"))
                .isEqualTo("ALREADY_ENDED");
    }

    private static List<String> pointers(JsonObject problem) {
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/duplicate-task");
        return problem.getJsonArray("errors").stream()
                .map(error -> ((JsonObject) error).getString("pointer"))
                .toList();
    }

    @Test
    void theRefusalOfAnotherRunWithTheSameIdNamesWhatDiffers() throws Exception {
        JsonObject first = new JsonObject(review("shop")).put("concurrency", 3);
        call("PUT", "/api/v1/runs/r1", first.encode(), 201);
        assertThat(pointers(call("PUT", "/api/v1/runs/r1", review("other"), 409)))
                .containsExactly("/inputs", "/concurrency");
        JsonObject dearer =
                first.copy().put("budget", new JsonObject().put("maxCost", "5").put("maxTokens", 10));
        assertThat(pointers(call("PUT", "/api/v1/runs/r1", dearer.encode(), 409)))
                .containsExactly("/budget/maxCost", "/budget/maxTokens");
        JsonObject other = first.copy().put("workflow", REVIEW.replace("find in", "look at"));
        assertThat(pointers(call("PUT", "/api/v1/runs/r1", other.encode(), 409)))
                .containsExactly("/workflow");
        String map = "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }}\"}}, \"concurrency\": 3}";
        assertThat(pointers(call("PUT", "/api/v1/runs/r1", map, 409))).containsExactly("/mapReduce");

        get(fixture.fleet.submitTask(Task.of("x").id("task")));
        assertThat(call("PUT", "/api/v1/runs/task", review("shop"), 409)
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("parameter"))
                .isEqualTo("id");
    }

    @Test
    void theSameIdempotencyKeyForAnotherRunNamesWhatDiffers() throws Exception {
        fixture.send(
                fixture.request("POST", "/api/v1/runs", review("shop"), key).header("Idempotency-Key", "k1"));
        HttpResponse<String> other = fixture.send(
                fixture.request("POST", "/api/v1/runs", review("other"), key).header("Idempotency-Key", "k1"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(pointers(new JsonObject(other.body()))).containsExactly("/inputs");
    }

    @Test
    void theSameIdempotencyKeyIsTheSameRun() throws Exception {
        HttpRequest.Builder request =
                fixture.request("POST", "/api/v1/runs", review("shop"), key).header("Idempotency-Key", "k1");
        HttpResponse<String> first = fixture.send(request);
        HttpResponse<String> second = fixture.send(request);
        assertThat(List.of(first.statusCode(), second.statusCode())).containsExactly(201, 200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(call("POST", "/api/v1/runs", review("shop"), 201)).isNotEqualTo(new JsonObject(first.body()));
    }

    @Test
    void aMapReduceRunsOncePerItemAndReducesTheAnswers() throws Exception {
        startWorkers();
        String map =
                "{\"mapReduce\": {\"items\": [\"a\", \"{{ b }}\", 3], \"map\": {\"prompt\": \"look at {{ item }}\"}, "
                        + "\"reduce\": {\"prompt\": \"merge\"}}}";
        call("PUT", "/api/v1/runs/m1", map, 201);
        assertThat(ended("m1", "COMPLETED").getJsonObject("outputs").getString("result"))
                .isEqualTo("[merge\n\n[look at a]\n\n[look at {{ b }}]\n\n[look at 3]]");
        String some = "{\"mapReduce\": {\"items\": [\"bad\", \"good\"], \"allowedFailures\": 1, "
                + "\"map\": {\"prompt\": \"look at {{ item }}\", \"retry\": {\"maxAttempts\": 1}}}}";
        call("PUT", "/api/v1/runs/m2", some, 201);
        JsonArray results = ended("m2", "COMPLETED").getJsonObject("outputs").getJsonArray("results");
        assertThat(results).hasSize(2);
        assertThat(results.getJsonObject(1).getString("text")).isEqualTo("[look at good]");
    }

    @Test
    void aConsensusAsksEachModelAndDecidesByTheAnswers() throws Exception {
        startWorkers();
        String body = "{\"consensus\": {\"models\": [\"a/x\", \"b/y\"], \"question\": {\"prompt\": \"safe?\"}, "
                + "\"decision\": {\"prompt\": \"decide\"}}}";
        call("PUT", "/api/v1/runs/c1", body, 201);
        JsonObject outputs = ended("c1", "COMPLETED").getJsonObject("outputs");
        assertThat(outputs.getString("decision")).isEqualTo("[decide\n\n[safe?]\n\n[safe?]]");
        assertThat(outputs.getJsonArray("answers")).hasSize(2);
        assertThat(get(fixture.fleet.task("c1/question#1"))
                        .orElseThrow()
                        .task()
                        .context()
                        .preferredModel())
                .contains("b/y");
        call("PUT", "/api/v1/runs/c2", body.replace("\"models\"", "\"quorum\": 3, \"models\""), 400);
        call("PUT", "/api/v1/runs/c2", body.replace("\"b/y\"", "1"), 400);
    }

    private JsonObject counted(String id, String rules) throws Exception {
        call("PUT", "/api/v1/runs/" + id, panel(rules), 201);
        return ended(id, "COMPLETED").getJsonObject("outputs");
    }

    private static String panel(String rules) {
        return ("{`consensus`: {`question`: {`prompt`: `safe?`}, `voters`: [{`name`: `a`, `prompt`: `yes`},"
                        + " {`name`: `b`, `prompt`: `Yes`}, {`name`: `c`, `prompt`: `no`}]" + rules + "}}")
                .replace('`', '"');
    }

    @Test
    void votesAreCountedByTheRulesOfTheBody() throws Exception {
        startWorkers();
        JsonObject outputs = counted("c1", "");
        assertThat(outputs.getString("decision")).isEqualTo("[yes]");
        assertThat(outputs.getBoolean("agreed")).isTrue();
        JsonObject count = outputs.getJsonObject("count");
        assertThat(count.getJsonArray("candidates").getJsonObject(0).getJsonArray("votes"))
                .isEqualTo(new JsonArray().add(0).add(1));
        assertThat(count.getJsonArray("votes").getJsonObject(0).getString("task"))
                .isEqualTo("c1/decision/vote#0");
        assertThat(get(fixture.fleet.task("c1/decision/vote#0"))).isPresent();

        JsonObject weak = counted("c2", ", `rules`: {`minAgreement`: 0.9}");
        assertThat(weak.getBoolean("agreed")).isFalse();
        assertThat(weak.getJsonObject("count").getString("reason")).isEqualTo("TOO_WEAK");

        String exact = ", `agreement`: {`by`: `answer`, `exact`: true}, `rules`: {`minAgreement`: 0";
        assertThat(counted("c3", exact + "}").getJsonObject("count").getString("reason"))
                .isEqualTo("TIE");
        assertThat(counted("c4", exact + ", `ties`: `FIRST_VOTER`}").getString("decision"))
                .isEqualTo("[yes]");
        JsonObject second = counted(
                "c5",
                ", `rules`: {`minAgreement`: 0.9}, `rounds`: [{`voters`: [{`prompt`: `no`}], `showAnswers`: false}]");
        assertThat(second.getString("decision")).isEqualTo("[no]");
    }

    /** More runs than the driver has slots: those that wait for their count do not take the slots of the counts. */
    @Test
    void theCountsOfManyRunsHaveSlotsOfTheirOwn() throws Exception {
        startWorkers();
        for (int i = 0; i < 15; i++) {
            call("PUT", "/api/v1/runs/many" + i, panel(""), 201);
        }
        for (int i = 0; i < 15; i++) {
            assertThat(ended("many" + i, "COMPLETED").getJsonObject("outputs").getString("decision"))
                    .isEqualTo("[yes]");
        }
    }

    @Test
    void aRunIsPausedResumedAndCancelled() throws Exception {
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        call("POST", "/api/v1/runs/r1/pause", "", 202);
        startWorkers();
        ended("r1", "PAUSED");
        call("POST", "/api/v1/runs/r1/resume", "", 202);
        ended("r1", "COMPLETED");
        assertThat(prompts).contains("find in shop");
        call("PUT", "/api/v1/runs/r2", review("shop"), 201);
        call("DELETE", "/api/v1/runs/r2?reason=wrong", "", 200);
        await().until(() -> Set.of("CANCELLED", "COMPLETED").contains(run("r2").getString("state")));
    }

    @Test
    void aRetryRunsOnlyWhatHasNotSucceeded() throws Exception {
        breaks.set(true);
        startWorkers();
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        ended("r1", "FAILED");
        breaks.set(false);
        prompts.clear();
        assertThat(call("POST", "/api/v1/runs/r1/retry", "", 202).getString("id"))
                .isEqualTo("r1~1");
        ended("r1~1", "COMPLETED");
        assertThat(prompts).containsExactly("report [find in shop]");
        call("POST", "/api/v1/runs/r1~1/retry", "", 400);
    }

    @Test
    void anotherControlPlaneFollowsARunWhoseOwnIsGone() throws Exception {
        ControlServer second = ControlServer.on(
                fixture.vertx,
                fixture.fleet,
                ControlOptions.builder()
                        .addressRate(new RateLimit(10_000, 10_000))
                        .build());
        int port = get(second.listen(0));
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        get(fixture.control.close());
        startWorkers();
        await().until(() -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v1/runs/r1"))
                    .header("Authorization", "Bearer " + key);
            return fixture.send(request).body().contains("\"COMPLETED\"");
        });
        get(second.close());
    }

    @Test
    void theAuditNamesTheCaller() throws Exception {
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        List<AuditEntry> entries = get(fixture.fleet.audit(AuditQuery.ALL)).items();
        assertThat(entries).anySatisfy(entry -> {
            assertThat(entry.actor()).startsWith("ann#");
            assertThat(entry.toString()).contains("r1");
        });
    }
}
