package io.codefleet.mcp;

import static io.codefleet.mcp.McpFleet.answer;
import static io.codefleet.mcp.McpFleet.refusal;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.modelcontextprotocol.client.McpSyncClient;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunToolsTest {
    private final McpFleet fleet = new McpFleet();
    private final McpSyncClient client = fleet.client();

    @BeforeEach
    void work() {
        fleet.work(
                "general",
                attempt -> Future.succeededFuture(TaskResult.text(attempt.task()
                                .context()
                                .preferredModel()
                                .map(model -> model + " says ")
                                .orElse("")
                        + "<" + attempt.task().prompt() + ">")));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aMapReduceRunsATaskForEachItemAndOneForTheirAnswers() {
        JsonObject run = answer(
                client,
                "map_reduce",
                Map.of(
                        "items",
                        List.of("a", "b"),
                        "map",
                        Map.of("prompt", "look at {{ item }}"),
                        "reduce",
                        Map.of("prompt", "sum up"),
                        "wait",
                        "20s"));

        assertThat(run.getString("status")).isEqualTo("COMPLETED");
        assertThat(run.getJsonObject("data").encode())
                .contains("sum up")
                .contains("look at a")
                .contains("look at b");
    }

    @Test
    void aConsensusAsksEachModelAndDecides() {
        JsonObject run = answer(
                client,
                "consensus",
                Map.of(
                        "question",
                        Map.of("prompt", "why"),
                        "models",
                        List.of("p/a", "p/b"),
                        "decision",
                        Map.of("prompt", "decide"),
                        "wait",
                        "20s"));

        assertThat(run.getString("status")).isEqualTo("COMPLETED");
        assertThat(run.getJsonObject("data").encode())
                .contains("p/a says")
                .contains("p/b says")
                .contains("decide");
    }

    @Test
    void aWorkflowIsItsOwnHandle() {
        String id = answer(
                        client,
                        "run_workflow",
                        Map.of(
                                "workflow",
                                "name: w\ninputs:\n  who:\nsteps:\n  a:\n    prompt: greet {{ input.who }}\n",
                                "inputs",
                                Map.of("who", "Ada")))
                .getString("task_id");

        JsonObject run = answer(client, "wait_for_task", Map.of("task_id", id, "wait", "20s"));

        assertThat(run.getString("status")).isEqualTo("COMPLETED");
        JsonObject looked = answer(client, "get_task", Map.of("task_id", id));
        assertThat(looked.getJsonArray("steps").encode()).contains("\"a\"");
    }

    @Test
    void aPersonsYesLetsAStepPass() {
        String id = answer(
                        client, "run_workflow", Map.of("workflow", "name: w\nsteps:\n  gate:\n    approval: go on?\n"))
                .getString("task_id");
        Awaitility.await()
                .until(() -> get(fleet.fleet().task(id + "/gate"))
                        .filter(info -> info.status() == TaskStatus.QUEUED)
                        .isPresent());

        McpSyncClient deciding = fleet.client(McpServerOptions.DEFAULT.approvals(true), CallerTask.NONE);
        answer(deciding, "approve_task", Map.of("task_id", id + "/gate", "comment", "yes"));

        assertThat(answer(client, "wait_for_task", Map.of("task_id", id, "wait", "20s"))
                        .getString("status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void aServerThatDecidesNothingSaysSo() {
        McpSyncClient other = fleet.client(McpServerOptions.DEFAULT, CallerTask.NONE);

        assertThat(refusal(other, "approve_task", Map.of("task_id", "a/b"))).contains("decides no approvals");
    }

    @Test
    void whatIsWrongIsNamedWithItsRemedy() {
        assertThat(refusal(client, "map_reduce", Map.of("items", List.of("a"), "map", Map.of("prompt", "same"))))
                .startsWith("map.prompt: does not contain {{ item }}");
        assertThat(refusal(
                        client,
                        "map_reduce",
                        Map.of("items", List.of("a"), "map", Map.of("prompt", "{{ item }}", "modle", "x"))))
                .contains("map")
                .contains("modle");
        assertThat(refusal(
                        client,
                        "consensus",
                        Map.of(
                                "question",
                                Map.of("prompt", "x"),
                                "models",
                                List.of("p/a"),
                                "decision",
                                Map.of("prompt", "y"),
                                "quorum",
                                3)))
                .startsWith("quorum: is 3");
        assertThat(refusal(client, "run_workflow", Map.of("workflow", "name: w\n")))
                .contains("steps");
        assertThat(refusal(client, "run_workflow", Map.of("workflow", "]["))).startsWith("workflow: ");
        assertThat(refusal(
                        client,
                        "run_workflow",
                        Map.of("workflow", "name: w\ninputs: {who: }\nsteps: {a: {prompt: x}}")))
                .startsWith("inputs.who: has no value");
        assertThat(refusal(
                        client,
                        "run_workflow",
                        Map.of("workflow", "name: w\nsteps: {a: {prompt: x}}", "budget", "much")))
                .contains("much");
    }
}
