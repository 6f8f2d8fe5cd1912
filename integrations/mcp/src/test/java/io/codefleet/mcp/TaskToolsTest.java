package io.codefleet.mcp;

import static io.codefleet.mcp.McpFleet.answer;
import static io.codefleet.mcp.McpFleet.refusal;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskToolsTest {
    private final McpFleet fleet = new McpFleet();
    private final McpSyncClient client = fleet.client();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void anAgentSubmitsATaskAndWaitsForItsOutcome() {
        fleet.work(
                "code",
                attempt -> Future.succeededFuture(
                        TaskResult.text("done: " + attempt.task().prompt())
                                .patch("diff --git a/A b/A", List.of("A"))
                                .usage(Usage.builder()
                                        .outputTokens(7)
                                        .cost(new BigDecimal("0.25"))
                                        .build())));

        JsonObject submitted = answer(client, "submit_task", Map.of("prompt", "say {{ hi }}", "type", "code"));
        JsonObject outcome =
                answer(client, "wait_for_task", Map.of("task_id", submitted.getString("task_id"), "wait", "20s"));

        assertThat(outcome.getString("status")).isEqualTo("COMPLETED");
        assertThat(outcome.getBoolean("ended")).isTrue();
        assertThat(outcome.getString("text")).isEqualTo("done: say {{ hi }}");
        assertThat(outcome.getString("patch")).startsWith("diff --git");
        assertThat(outcome.getDouble("cost_usd")).isEqualTo(0.25);
        assertThat(outcome.getInteger("tokens")).isEqualTo(7);
    }

    @Test
    void whatIsSubmittedIsInTheTraceOfTheCall() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        JsonObject one = traced("submit_task", Map.of("prompt", "x", "type", "nobody"), parent);
        JsonObject run = traced("run_workflow", Map.of("workflow", "name: w\nsteps: {one: {prompt: hello}}"), parent);
        JsonObject none = traced("submit_task", Map.of("prompt", "x", "type", "nobody"), "damaged");

        assertThat(headers(one)).containsExactly(entry("traceparent", parent), entry("tracestate", "vendor=1"));
        assertThat(headers(run)).containsEntry("traceparent", parent);
        await().until(() -> get(fleet.fleet().task(run.getString("task_id") + "/one")), Optional::isPresent);
        assertThat(get(fleet.fleet().task(run.getString("task_id") + "/one"))
                        .orElseThrow()
                        .task()
                        .headers())
                .containsEntry("traceparent", parent);
        assertThat(headers(none)).isEmpty();
    }

    private Map<String, String> headers(JsonObject view) {
        return get(fleet.fleet().task(view.getString("task_id")))
                .orElseThrow()
                .task()
                .headers();
    }

    private JsonObject traced(String tool, Map<String, Object> arguments, String parent) {
        McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder(tool)
                .arguments(arguments)
                .meta(Map.of("traceparent", parent, "tracestate", "vendor=1"))
                .build());
        @SuppressWarnings("unchecked")
        Map<String, Object> view = (Map<String, Object>) result.structuredContent();
        return new JsonObject(view);
    }

    @Test
    void aWaitEndsOnceItsCallerIsGone() {
        McpServerOptions options = McpServerOptions.DEFAULT;
        Delegations delegations = new Delegations(fleet.fleet(), options);
        DelegatedTasks delegated = new DelegatedTasks(fleet.fleet(), 1);
        TaskTools tools =
                new TaskTools(fleet.vertx(), fleet.fleet(), delegations, delegated, options, new OpenWaits(1));
        String id =
                get(fleet.fleet().submitTask(Task.of("later").type("nobody"))).id();
        Promise<Void> gone = Promise.promise();

        Future<TaskInfo> waited =
                tools.reachedAndEnded(ToolCaller.of(Optional.empty()).until(gone.future()), id);
        assertThat(waited.isComplete()).isFalse();
        gone.complete();
        assertThat(get(waited).status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void aWaitThatIsOverAnswersWithTheStatus() {
        JsonObject submitted = answer(client, "submit_task", Map.of("prompt", "later", "type", "nobody"));

        JsonObject waited =
                answer(client, "wait_for_task", Map.of("task_id", submitted.getString("task_id"), "wait", "1ms"));

        assertThat(waited.getBoolean("ended")).isFalse();
        assertThat(waited.getString("status")).isEqualTo("QUEUED");
        assertThat(waited.getString("next")).contains("wait_for_task");
    }

    @Test
    void theSameIdIsTheSameTask() {
        Map<String, Object> named = Map.of("prompt", "once", "type", "nobody", "id", "mine/1");

        assertThat(answer(client, "submit_task", named).getString("task_id")).isEqualTo("mine/1");
        assertThat(answer(client, "submit_task", named).getString("task_id")).isEqualTo("mine/1");
        assertThat(refusal(client, "submit_task", Map.of("prompt", "other", "id", "mine/1")))
                .contains("mine/1");
    }

    @Test
    void aFailedTaskIsAnAnswerNotAnErrorOfTheTool() {
        fleet.work("code", attempt -> Future.failedFuture(AttemptException.permanent("the model is unknown")));

        JsonObject outcome = answer(client, "submit_task", Map.of("prompt", "x", "type", "code", "wait", "20s"));

        assertThat(outcome.getString("status")).isEqualTo("FAILED");
        assertThat(outcome.getJsonObject("error").getString("message")).contains("the model is unknown");
    }

    @Test
    void aTaskIsCancelledWithAReason() {
        Promise<TaskResult> never = Promise.promise();
        fleet.work("code", attempt -> never.future());
        String id = answer(client, "submit_task", Map.of("prompt", "x", "type", "nobody"))
                .getString("task_id");

        JsonObject cancelled = answer(client, "cancel_task", Map.of("task_id", id, "reason", "not needed"));

        assertThat(cancelled.getString("result")).isEqualTo("cancelled");
        assertThat(answer(client, "get_task", Map.of("task_id", id)).getString("reason"))
                .isEqualTo("not needed");
    }

    @Test
    void whatIsWrongIsNamedWithItsRemedy() {
        assertThat(refusal(client, "submit_task", Map.of("prompt", " "))).startsWith("prompt: is blank");
        assertThat(refusal(client, "submit_task", Map.of("promt", "x")))
                .contains("promt")
                .contains("did you mean prompt?");
        assertThat(refusal(client, "submit_task", Map.of("type", "code"))).startsWith("prompt: is missing");
        assertThat(refusal(client, "submit_task", Map.of("prompt", "x", "priority", 200)))
                .startsWith("priority: ")
                .contains("100");
        assertThat(refusal(client, "submit_task", Map.of("prompt", "x", "priority", "high")))
                .startsWith("priority: is of another type");
        assertThat(refusal(client, "submit_task", Map.of("prompt", "x", "agent", Map.of("max_cots", "1"))))
                .contains("max_cost");
        assertThat(refusal(client, "wait_for_task", Map.of("task_id", "x", "wait", "2h")))
                .startsWith("wait: is 2h, at most 5m");
        assertThat(refusal(client, "wait_for_task", Map.of("task_id", "x", "wait", "soon")))
                .startsWith("wait: is 'soon'");
        assertThat(refusal(client, "get_task", Map.of("task_id", "unknown"))).contains("unknown");
    }

    @Test
    void eachToolHasSchemasOfItsArgumentsAndItsAnswer() {
        List<McpSchema.Tool> tools = client.listTools().tools();

        assertThat(tools.stream().map(McpSchema.Tool::name))
                .containsExactlyInAnyOrder(
                        "submit_task",
                        "wait_for_task",
                        "get_task",
                        "cancel_task",
                        "map_reduce",
                        "consensus",
                        "run_workflow",
                        "approve_task",
                        "reject_task");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
            assertThat(tool.outputSchema()).containsKey("properties");
            assertThat(tool.description()).isNotBlank();
        });
    }

    @Test
    void aTextThatIsTooLongForAnAgentIsCut() {
        String text = "x".repeat(TaskView.MAX_TEXT + 5);
        fleet.work("code", attempt -> Future.succeededFuture(TaskResult.text(text)));

        JsonObject outcome = answer(client, "submit_task", Map.of("prompt", "x", "type", "code", "wait", "20s"));

        assertThat(outcome.getString("text")).hasSize(TaskView.MAX_TEXT);
        assertThat(outcome.getInteger("text_omitted_chars")).isEqualTo(5);
    }

    @Test
    void aTaskOfSomebodyElseIsSeenFromOutsideTheFleet() {
        String id = get(fleet.fleet().submitTask(Task.of("x").type("nobody"))).id();

        assertThat(answer(client, "get_task", Map.of("task_id", id)).getString("type"))
                .isEqualTo("nobody");
    }
}
