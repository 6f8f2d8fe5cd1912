package io.codefleet.mcp;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Allowance;
import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks of the protocol, asked for by a session of the SDK's client, which has no methods of its own for them. */
class ProtocolTasksTest {
    private final McpFleet fleet = new McpFleet();
    private final Promise<TaskResult> end = Promise.promise();

    @AfterEach
    void close() {
        fleet.close();
    }

    private McpClientSession session() {
        return fleet.session(McpServerOptions.DEFAULT, CallerTask.NONE);
    }

    private static JsonObject ask(McpClientSession session, String method, Map<String, Object> parameters) {
        return new JsonObject(session.sendRequest(method, parameters, new TypeRef<Map<String, Object>>() {})
                .block(Duration.ofSeconds(30)));
    }

    private static JsonObject begin(McpClientSession session, String tool, Map<String, Object> arguments) {
        return ask(session, "tools/call", Map.of("name", tool, "arguments", arguments, "task", Map.of("ttl", 60_000)))
                .getJsonObject("task");
    }

    private static Map<String, Object> id(JsonObject task) {
        return Map.of("taskId", task.getString("taskId"));
    }

    private static void assertRefused(Runnable request, int code, String fault) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        McpError.class,
                        e -> assertThat(e.getJsonRpcError().code()).isEqualTo(code))
                .hasMessageContaining(fault);
    }

    @Test
    void aClientOfTheirVersionSeesWhichToolsGiveTasks() {
        McpClientSession session = session();
        JsonObject capabilities = fleet.initialized(session, "2025-11-25").getJsonObject("capabilities");

        assertThat(capabilities.getJsonObject("tasks").encode())
                .isEqualTo("{\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}");
        assertThat(fleet.initialized(session, "2025-06-18").encode()).doesNotContain("tasks\"");
        assertThat(ask(session, "tools/list", Map.of()).getJsonArray("tools").stream()
                        .map(JsonObject.class::cast)
                        .filter(tool -> tool.encode().contains("\"taskSupport\":\"optional\""))
                        .map(tool -> tool.getString("name")))
                .containsExactlyInAnyOrder("submit_task", "map_reduce", "consensus", "run_workflow");
    }

    @Test
    void aCallGivesAHandleAtOnceAndItsResultWhenItHasEnded() {
        fleet.work("code", attempt -> end.future());
        McpClientSession session = session();
        JsonObject task = begin(session, "submit_task", Map.of("prompt", "x", "type", "code", "wait", "1m"));

        assertThat(task.getString("status")).isEqualTo("working");
        assertThat(task.containsKey("ttl")).isTrue();
        assertThat(Instant.parse(task.getString("createdAt"))).isBefore(Instant.now());
        assertThat(Instant.parse(task.getString("lastUpdatedAt"))).isBefore(Instant.now());
        await().until(() ->
                ask(session, "tasks/get", id(task)).getString("statusMessage").equals("RUNNING"));
        end.complete(TaskResult.text("done"));

        JsonObject result = ask(session, "tasks/result", id(task));
        assertThat(result.getJsonObject("structuredContent").getString("text")).isEqualTo("done");
        assertThat(result.getBoolean("isError")).isFalse();
        assertThat(result.getJsonObject("_meta").encode())
                .isEqualTo(
                        "{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"" + task.getString("taskId") + "\"}}");
        assertThat(ask(session, "tasks/get", id(task)).getString("status")).isEqualTo("completed");
    }

    @Test
    void aRunOfManyTasksIsATaskToo() {
        fleet.work(
                "code",
                attempt -> Future.succeededFuture(TaskResult.text(attempt.task().prompt())));
        McpClientSession session = session();
        JsonObject task = begin(
                session,
                "map_reduce",
                Map.of("items", new Integer[] {1, 2}, "map", Map.of("prompt", "look at {{ item }}", "type", "code")));

        assertThat(ask(session, "tasks/result", id(task)).encode())
                .contains("look at 1")
                .contains("look at 2");
    }

    @Test
    void aFailedTaskIsAFailedTaskOfTheProtocolWithItsError() {
        fleet.work("code", attempt -> Future.failedFuture(AttemptException.permanent("it does not compile")));
        McpClientSession session = session();
        JsonObject task = begin(session, "submit_task", Map.of("prompt", "x", "type", "code"));

        JsonObject result = ask(session, "tasks/result", id(task));
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.encode()).contains("it does not compile");
        JsonObject ended = ask(session, "tasks/get", id(task));
        assertThat(ended.getString("status")).isEqualTo("failed");
        assertThat(ended.getString("statusMessage")).contains("it does not compile");
    }

    @Test
    void aTaskIsCancelledOnce() {
        McpClientSession session = session();
        JsonObject task = begin(session, "submit_task", Map.of("prompt", "x", "type", "nobody"));

        assertThat(ask(session, "tasks/cancel", id(task)).getString("status")).isEqualTo("cancelled");
        assertThat(get(fleet.fleet().task(task.getString("taskId")))
                        .orElseThrow()
                        .status())
                .isEqualTo(TaskStatus.CANCELLED);
        assertRefused(() -> ask(session, "tasks/cancel", id(task)), -32602, "which has ended");
        assertThat(ask(session, "tasks/result", id(task)).encode()).contains("cancelled by an agent");
    }

    @Test
    void whatCannotBeAskedForIsAnErrorOfTheProtocol() {
        McpClientSession session = session();

        assertRefused(() -> ask(session, "tasks/get", Map.of("taskId", "unknown")), -32602, "unknown");
        assertRefused(() -> ask(session, "tasks/result", Map.of()), -32602, "taskId: must be the id of a task");
        assertRefused(() -> begin(session, "wait_for_task", Map.of("task_id", "t")), -32601, "leave task out");
        assertRefused(() -> begin(session, "submit_task", Map.of("prompts", "x")), -32602, "did you mean prompt?");
        assertRefused(() -> ask(session, "tasks/list", Map.of()), -32601, "tasks/list");
        assertThat(get(fleet.fleet().stats()).submitted()).isZero();
    }

    @Test
    void aResultThatIsLateMayBeAskedForAgain() {
        McpClientSession session =
                fleet.session(McpServerOptions.DEFAULT.maxWait(Duration.ofMillis(20)), CallerTask.NONE);
        JsonObject task = begin(session, "submit_task", Map.of("prompt", "x", "type", "nobody"));

        assertRefused(() -> ask(session, "tasks/result", id(task)), -32603, "it may be tried again later");
    }

    @Test
    void depthAndBudgetBoundThemAsAllThatIsDelegated() {
        fleet.work("agent", attempt -> end.future());
        Allowance allowance = Allowance.of("team").total(Budget.cost("5"));
        Task parent = Task.of("parent").type("agent").allowance(allowance);
        get(fleet.fleet().submitTask(parent));
        await().until(() -> get(fleet.fleet().task(parent.id())).orElseThrow().status() == TaskStatus.RUNNING);
        CallerTask caller = () -> Future.succeededFuture(Optional.of(parent.id()));
        McpClientSession session = fleet.session(McpServerOptions.DEFAULT.maxDepth(1), caller);
        String id = begin(session, "submit_task", Map.of("prompt", "x", "type", "agent"))
                .getString("taskId");

        Task delegated = get(fleet.fleet().task(id)).orElseThrow().task();
        assertThat(delegated.parentId()).contains(parent.id());
        assertThat(delegated.allowance()).contains(allowance);
        await().until(() -> get(fleet.fleet().task(id)).orElseThrow().status() == TaskStatus.RUNNING);
        McpClientSession deeper =
                fleet.session(McpServerOptions.DEFAULT.maxDepth(1), () -> Future.succeededFuture(Optional.of(id)));
        assertRefused(
                () -> begin(deeper, "submit_task", Map.of("prompt", "x", "type", "agent")),
                -32602,
                "do this work here instead of delegating it");
        assertRefused(() -> ask(deeper, "tasks/get", Map.of("taskId", parent.id())), -32602, "is none that task " + id);
        end.complete(TaskResult.text("done"));
    }
}
