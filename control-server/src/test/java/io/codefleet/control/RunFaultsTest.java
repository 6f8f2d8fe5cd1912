package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refused run names the field of the body that is wrong, or the parameter. */
class RunFaultsTest {
    private static final String REVIEW = """
        name: review
        inputs:
          project: {type: string}
        steps:
          find:
            prompt: find in {{ input.project }}
        """;

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

    private static String review(String project) {
        return new JsonObject()
                .put("workflow", REVIEW)
                .put("inputs", new JsonObject().put("project", project))
                .encode();
    }

    private JsonObject call(String method, String path, String body, int status) throws Exception {
        return fixture.call(method, path, body, key, status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`question`: {`prompt`: `x`}} | /consensus",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], `voters`: [{`model`: `a/x`}]} | /consensus",
                "{`question`: {`prompt`: `x`}, `decision`: {`prompt`: `x`}} | /consensus/models",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], `decision`: {`prompt`: `x`}, `rules`: {}} "
                        + "| /consensus/rules",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], `quorum`: 2} | /consensus/quorum",
                "{`question`: {`prompt`: `x`}, `voters`: [{`model`: `a/x`}, {`worker`: `team a`}]} "
                        + "| /consensus/voters/1/worker",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], `rounds`: [{`voters`: [{`worker`: `team a`}]}]}"
                        + " | /consensus/rounds/0/voters/0/worker",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`], `voters`: []} | /consensus/models",
                "{`question`: {`prompt`: `x`}, `models`: [], `voters`: []} | /consensus",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], `agreement`: {`by`: `similar`}} "
                        + "| /consensus/agreement",
                "{`question`: {`prompt`: `x`}, `models`: [`a/x`, `b/y`], "
                        + "`agreement`: {`by`: `answer`, `pointer`: `x`}} | /consensus/agreement/pointer"
            })
    void aFaultOfAConsensusNamesItsPlace(String consensus, String pointer) throws Exception {
        String body = "{\"consensus\": " + consensus.replace('`', '"') + "}";
        JsonObject problem = call("PUT", "/api/v1/runs/c", body, 400);
        assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .as(problem.encode())
                .isEqualTo(pointer);
    }

    @Test
    void aWrongDefinitionNamesItsField() throws Exception {
        for (Map.Entry<String, String> each : Map.ofEntries(
                        Map.entry("{}", ""),
                        Map.entry(
                                "{\"workflow\": \"name: x\", \"mapReduce\": {\"items\": [1], \"map\": {\"prompt\":"
                                        + " \"x\"}}}",
                                ""),
                        Map.entry("{\"workflow\": \"name: [\"}", "/workflow"),
                        Map.entry("{\"workflow\": \"name: x\"}", "/workflow"),
                        Map.entry("{\"workflow\": \"name: x\\nsteps: {a: {prompt: p, after: b}}\"}", "/workflow"),
                        Map.entry(new JsonObject().put("workflow", REVIEW).encode(), "/inputs"),
                        Map.entry(
                                new JsonObject(review("x"))
                                        .put("inputs", new JsonObject().put("project", 3))
                                        .encode(),
                                "/inputs/project"),
                        Map.entry(
                                new JsonObject(review("x"))
                                        .put("inputs", new JsonObject().putNull("project"))
                                        .encode(),
                                "/inputs/project"),
                        Map.entry(
                                new JsonObject(review("x"))
                                        .put("inputs", new JsonObject().put("a/b", "x"))
                                        .encode(),
                                "/inputs/a~1b"),
                        Map.entry(
                                new JsonObject(review("x"))
                                        .put("budget", new JsonObject().put("maxCost", "much"))
                                        .encode(),
                                "/budget/maxCost"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"same\"}}}",
                                "/mapReduce/map/prompt"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }}\", \"id\":"
                                        + " \"x\"}}}",
                                "/mapReduce/map/id"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }} {{ other }}\"}}}",
                                "/mapReduce/map/prompt"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }}\", \"context\":"
                                        + " {\"project\": \"{{ other }}\"}}}}",
                                "/mapReduce/map/context/project"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }}\", \"tags\":"
                                        + " {\"k\": \"{{ other }}\"}}}}",
                                "/mapReduce/map/tags"),
                        Map.entry(
                                "{\"consensus\": {\"models\": [\"a/x\", \"b/y\"], \"question\": {\"prompt\": \"x\","
                                        + " \"context\": {\"attributes\": {\"a\": \"{{ other }}\"}}}, \"decision\":"
                                        + " {\"prompt\": \"x\"}}}",
                                "/consensus/question/context/attributes"),
                        Map.entry(
                                "{\"consensus\": {\"models\": [\"a/x\", \"b/y\"], \"question\": {\"prompt\":"
                                        + " \"{{ other }}\"}}}",
                                "/consensus"),
                        Map.entry(deep(10, "ab"), "/workflow"),
                        Map.entry(deep(14, "abc"), "/workflow"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [null], \"map\": {\"prompt\": \"{{ item }}\"}}}",
                                "/mapReduce/items/0"),
                        Map.entry(
                                "{\"mapReduce\": {\"items\": [1], \"map\": {\"prompt\": \"{{ item }}\"}}, \"inputs\":"
                                        + " {}}",
                                "/inputs"))
                .entrySet()) {
            JsonObject problem = call("POST", "/api/v1/runs", each.getKey(), 400);
            assertThat(problem.getJsonArray("errors"))
                    .as("%s: %s", each.getKey(), problem)
                    .isNotNull();
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                    .as("%s: %s", each.getKey(), problem)
                    .isEqualTo(each.getValue());
        }
        for (String path : List.of("pause", "resume", "retry")) {
            call("POST", "/api/v1/runs/none/" + path, "", 404);
        }
        call("DELETE", "/api/v1/runs/none", "", 404);
        call("GET", "/api/v1/runs/none/graph", "", 404);
    }

    /** Returns a run of workflows within workflows, each for every item of a list, so that the ids of its tasks are long. */
    private static String deep(int levels, String name) {
        JsonObject step = new JsonObject().put("prompt", "p").put("type", "consensus");
        JsonObject workflow = new JsonObject();
        for (int i = 0; i < levels; i++) {
            workflow = new JsonObject()
                    .put("name", "deep")
                    .put("inputs", new JsonObject().put("l", new JsonObject().put("default", new JsonArray().add(1))))
                    .put("steps", new JsonObject().put(name, step.put("for_each", "{{ input.l }}")));
            step = new JsonObject().put("workflow", workflow);
        }
        return new JsonObject().put("workflow", workflow.encode()).encode();
    }

    @Test
    void anIdThatIsTooLongIsAFaultOfTheParameter() throws Exception {
        for (Map.Entry<String, String> each : Map.of("x".repeat(121), review("shop"), "r".repeat(36), deep(10, "ab"))
                .entrySet()) {
            JsonObject problem = call("PUT", "/api/v1/runs/" + each.getKey(), each.getValue(), 400);
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("parameter"))
                    .as(problem.encode())
                    .isEqualTo("id");
        }
        call("PUT", "/api/v1/runs/r", deep(10, "ab"), 201);
    }

    @Test
    void anActionThatTheStateDoesNotAllowNamesTheRun() throws Exception {
        call("PUT", "/api/v1/runs/r1", review("shop"), 201);
        call("DELETE", "/api/v1/runs/r1", "", 200);
        get(fixture.fleet.submitTask(Task.of("x").id("task")));
        for (String path : List.of("r1/pause", "task/retry")) {
            JsonObject problem = call("POST", "/api/v1/runs/" + path, "", 400);
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("parameter"))
                    .as(problem.encode())
                    .isEqualTo("id");
        }
    }
}
