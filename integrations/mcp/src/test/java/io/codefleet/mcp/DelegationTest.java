package io.codefleet.mcp;

import static io.codefleet.mcp.McpFleet.answer;
import static io.codefleet.mcp.McpFleet.refusal;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AgentOptions;
import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.modelcontextprotocol.client.McpSyncClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelegationTest {
    private final McpFleet fleet = new McpFleet();
    private final Promise<TaskResult> end = Promise.promise();
    private final BlockingQueue<String> running = new LinkedBlockingQueue<>();

    @BeforeEach
    void work() {
        fleet.work("agent", attempt -> {
            running.add(attempt.task().id());
            return end.future();
        });
    }

    @AfterEach
    void close() {
        end.tryComplete(TaskResult.text("done"));
        fleet.close();
    }

    private McpSyncClient agentOf(Task task) throws InterruptedException {
        get(fleet.fleet().submitTask(task.type("agent")));
        return agentOf(task.id());
    }

    /** Returns a client of the agent of a task that has been submitted, once the task runs. */
    private McpSyncClient agentOf(String id) throws InterruptedException {
        String next = running.poll(20, TimeUnit.SECONDS);
        assertThat(next).isEqualTo(id);
        return fleet.client(McpServerOptions.DEFAULT, agent(id));
    }

    private static CallerTask agent(String id) {
        return () -> Future.succeededFuture(Optional.of(id));
    }

    private Task stored(String id) {
        return get(fleet.fleet().task(id)).orElseThrow().task();
    }

    @Test
    void aDelegatedTaskIsAPartOfItsCallersTaskAndPaidOutOfItsAllowance() throws InterruptedException {
        Allowance allowance = Allowance.of("team").total(Budget.cost("10"));
        Task parent = Task.of("parent")
                .allowance(allowance)
                .priority(4)
                .budget(Budget.cost("2"))
                .header("traceparent", "00-1-1-01");
        McpSyncClient agent = agentOf(parent);

        String id = answer(
                        agent,
                        "submit_task",
                        Map.of(
                                "prompt",
                                "x",
                                "type",
                                "nobody",
                                "id",
                                "part",
                                "priority",
                                90,
                                "agent",
                                Map.of("max_cost", "50", "max_tokens", 9)))
                .getString("task_id");

        Task child = stored(id);
        assertThat(id).isEqualTo(parent.id() + "/mcp/part");
        assertThat(child.parentId()).contains(parent.id());
        assertThat(child.allowance()).contains(allowance);
        assertThat(child.priority()).isEqualTo(4);
        assertThat(child.context().agent().budget()).isEqualTo(Budget.cost("2").maxTokens(9));
        assertThat(child.headers())
                .containsEntry("traceparent", "00-1-1-01")
                .containsEntry(DelegationScope.DEPTH_HEADER, "1");
    }

    @Test
    void aDelegatedTaskHasAtMostTheToolsAndStepsOfItsCallersTask() throws InterruptedException {
        AgentOptions some = AgentOptions.DEFAULT.tools(Map.of("*", false, "read", true, "edit", true));
        McpSyncClient agent = agentOf(Task.of("parent").agent(some.maxSteps(5)));

        String id = answer(
                        agent,
                        "submit_task",
                        Map.of(
                                "prompt",
                                "x",
                                "type",
                                "nobody",
                                "agent",
                                Map.of("tools", Map.of("bash", true, "edit", false), "max_steps", 50)))
                .getString("task_id");

        AgentOptions child = stored(id).context().agent();
        assertThat(child.tools())
                .containsExactlyInAnyOrderEntriesOf(Map.of("*", false, "read", true, "edit", false, "bash", false));
        assertThat(child.maxSteps()).contains(5);
    }

    @Test
    void aToolThatTheCallersTaskMayNotUseIsForbiddenToItsPartsToo() throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("parent").agent(AgentOptions.DEFAULT.tools(Map.of("bash", false))));

        String id = answer(agent, "submit_task", Map.of("prompt", "x", "type", "nobody"))
                .getString("task_id");

        assertThat(stored(id).context().agent().tools()).isEqualTo(Map.of("bash", false));
    }

    @Test
    void anAgentDelegatesNoAttributesButThoseOfItsTask() throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("parent").attribute("ticket", "T-1"));

        assertThat(refusal(
                        agent,
                        "map_reduce",
                        Map.of(
                                "items",
                                List.of("a"),
                                "map",
                                Map.of("prompt", "{{ item }}", "attributes", Map.of("push", "main")))))
                .contains("attributes.push", "not the one of the task");
        assertThat(answer(
                                agent,
                                "map_reduce",
                                Map.of(
                                        "items",
                                        List.of("a"),
                                        "map",
                                        Map.of("prompt", "{{ item }}", "attributes", Map.of("ticket", "T-1"))))
                        .getString("task_id"))
                .isNotNull();
    }

    /** Returns the content of a task that holds a run with one step, which asks for more than an agent may. */
    private String storedRun() {
        Task step = Task.of("out of bounds").priority(99).type("nobody").header(DelegationScope.DEPTH_HEADER, "0");
        Workflow workflow = Workflow.named("w").step(Step.task("a", step));
        String id = get(Workflows.on(fleet.fleet()).submit(workflow, RunOptions.of("stored")))
                .id();
        return stored(id).prompt();
    }

    @Test
    void noCallerSubmitsATaskWhoseContentIsARunOfItsOwn() throws InterruptedException {
        String run = storedRun();
        McpSyncClient agent = agentOf(Task.of("parent").allowance(Allowance.of("team")));
        for (McpSyncClient caller : List.of(agent, fleet.client())) {
            assertThat(refusal(
                            caller,
                            "submit_task",
                            Map.of("prompt", run, "type", "workflow", "requires", List.of("workflow"))))
                    .contains("type: is 'workflow'", "call the tool run_workflow");
        }
        assertThat(get(fleet.fleet().tasks(TaskQuery.ALL.type("workflow"))).items())
                .extracting(TaskSummary::id)
                .containsExactly("stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow", "consensus", "approval", "pause", "time-limit"})
    void noTaskAtAnyDepthHasATypeOfTheEngine(String type) throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("parent"));
        Map<String, Object> item = Map.of("prompt", "{{ item }}");
        Map<String, Object> engine = Map.of("prompt", "{{ item }}", "type", type);

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x", "type", type)))
                .startsWith("type: is '" + type + "'");
        assertThat(refusal(agent, "map_reduce", Map.of("items", List.of("a"), "map", engine)))
                .startsWith("map.type: is '" + type + "'");
        assertThat(refusal(
                        agent,
                        "map_reduce",
                        Map.of("items", List.of("a"), "map", item, "reduce", Map.of("prompt", "x", "type", type))))
                .startsWith("reduce.type: is '" + type + "'");
        Map<String, Object> plain = Map.of("prompt", "x");
        Map<String, Object> asked = Map.of("prompt", "x", "type", type);
        List<String> models = List.of("a/b", "c/d");
        assertThat(refusal(agent, "consensus", Map.of("models", models, "question", asked, "decision", plain)))
                .startsWith("question.type: is '" + type + "'");
        assertThat(refusal(agent, "consensus", Map.of("models", models, "question", plain, "decision", asked)))
                .startsWith("decision.type: is '" + type + "'");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: w
                        steps:
                          outer:
                            workflow:
                              name: inner
                              steps: {a: {prompt: x, type: %s}}
                        """.formatted(type))))
                .startsWith("outer.a.type: is '" + type + "'");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: w
                        steps: {a: {prompt: x, compensate: {prompt: y, type: %s}}}
                        """.formatted(type))))
                .startsWith("a.compensate.type: is '" + type + "'");
    }

    @Test
    void theCancelOfTheCallersTaskReachesWhatItDelegated() throws InterruptedException {
        Task parent = Task.of("parent");
        McpSyncClient agent = agentOf(parent);
        String task = answer(agent, "submit_task", Map.of("prompt", "x", "type", "nobody"))
                .getString("task_id");
        String run = answer(
                        agent,
                        "map_reduce",
                        Map.of("items", List.of("a"), "map", Map.of("prompt", "{{ item }}", "type", "nobody")))
                .getString("task_id");

        get(fleet.fleet().handle(parent.id()).cancel("stop"));

        assertThat(get(fleet.fleet().handle(task).outcome()).isCancelled()).isTrue();
        assertThat(get(fleet.fleet().handle(run).outcome()).isCancelled()).isTrue();
    }

    @Test
    void aChainOfDelegationsEndsAtItsDepth() throws InterruptedException {
        Task first = Task.of("0");
        McpSyncClient agent = agentOf(first);
        for (int depth = 1; depth <= McpServerOptions.DEFAULT_MAX_DEPTH; depth++) {
            String id = answer(agent, "submit_task", Map.of("prompt", "x", "type", "agent"))
                    .getString("task_id");
            agent = agentOf(id);
        }

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x", "type", "agent")))
                .contains("3 delegations deep")
                .contains("do this work here");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", "{name: w, steps: {a: {prompt: x}}}")))
                .contains("3 delegations deep");
    }

    @Test
    void theDepthCountsThroughTheStepsOfARun() throws InterruptedException {
        Task first = Task.of("0");
        McpSyncClient agent = agentOf(first);
        for (int depth = 1; depth <= McpServerOptions.DEFAULT_MAX_DEPTH; depth++) {
            String run = answer(
                            agent,
                            "run_workflow",
                            Map.of("workflow", "{name: w, steps: {a: {prompt: x, type: agent, priority: 99}}}"))
                    .getString("task_id");
            agent = agentOf(run + "/a");
            assertThat(stored(run).parentId()).isPresent();
            assertThat(stored(run + "/a").priority()).isEqualTo(Task.DEFAULT_PRIORITY);
        }

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x"))).contains("3 delegations deep");
    }

    @Test
    void anAgentThatSubmitsWithoutEndIsRefused() throws InterruptedException {
        Task parent = Task.of("parent").budget(Budget.cost("2"));
        McpSyncClient agent = agentOf(parent);
        Map<String, Object> part = Map.of("prompt", "x", "type", "nobody");
        for (int i = 0; i < McpServerOptions.DEFAULT_MAX_TASKS - 1; i++) {
            answer(agent, "submit_task", part);
        }
        Map<String, Object> named = Map.of("prompt", "x", "type", "nobody", "id", "last");
        String last = answer(agent, "submit_task", named).getString("task_id");

        String words = "has submitted 100 of at most 100 tasks, and this call asks for 1 more";
        assertThat(refusal(agent, "submit_task", part)).contains(words, "do this work here", "--max-tasks");
        McpSyncClient restarted = fleet.client(McpServerOptions.DEFAULT, agent(parent.id()));
        assertThat(refusal(restarted, "submit_task", part)).contains(words);
        assertThat(refusal(restarted, "run_workflow", Map.of("workflow", "{name: w, steps: {a: {prompt: x}}}")))
                .contains(words);
        assertThat(answer(restarted, "submit_task", named).getString("task_id")).isEqualTo(last);
        McpSyncClient raised = fleet.client(McpServerOptions.DEFAULT.maxTasks(101), agent(parent.id()));
        assertThat(answer(raised, "submit_task", part).getString("task_id")).isNotNull();
    }

    @Test
    void aHeaderThatIsNoNumberCountsAsTheDeepest() throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("x").header(DelegationScope.DEPTH_HEADER, "none"));

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x"))).contains("delegations deep");
    }

    @Test
    void theAgentOfATaskThatHasEndedDelegatesNothing() throws InterruptedException {
        Task parent = Task.of("parent");
        McpSyncClient agent = agentOf(parent);
        end.complete(TaskResult.text("done"));
        get(fleet.fleet().handle(parent.id()).outcome());

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x"))).contains("does not run");
    }

    @Test
    void aTaskReachesOnlyWhatItHasDelegated() throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("parent"));
        String stranger =
                get(fleet.fleet().submitTask(Task.of("secret").type("nobody"))).id();

        for (String tool : List.of("get_task", "wait_for_task", "cancel_task")) {
            assertThat(refusal(agent, tool, Map.of("task_id", stranger)))
                    .contains("none that task")
                    .doesNotContain("secret");
            assertThat(refusal(agent, tool, Map.of("task_id", "unknown"))).contains("none that task");
        }
    }

    @Test
    void aTaskApprovesNothing() throws InterruptedException {
        McpSyncClient agent = agentOf(Task.of("parent"));

        assertThat(refusal(agent, "approve_task", Map.of("task_id", "parent/ask-1.1")))
                .contains("leave the decision to a person");
        assertThat(refusal(agent, "reject_task", Map.of("task_id", "parent/ask-1.1")))
                .contains("leave the decision to a person");
    }

    @Test
    void anUnknownCallerIsRefusedAndNotTakenForOneFromOutside() {
        McpSyncClient agent = fleet.client(
                McpServerOptions.DEFAULT,
                () -> Future.failedFuture(new DelegationRefusedException("2 tasks run in this folder")));

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x"))).contains("2 tasks run");
        assertThat(refusal(agent, "get_task", Map.of("task_id", "x"))).contains("2 tasks run");
        assertThat(refusal(agent, "approve_task", Map.of("task_id", "x/y"))).contains("2 tasks run");
    }

    @Test
    void theServersAllowanceBoundsCallersWithoutOne() throws InterruptedException {
        Allowance standard = Allowance.of("mcp").perDay(Budget.cost("5"));
        McpSyncClient outside = fleet.client(McpServerOptions.DEFAULT.allowance(standard), CallerTask.NONE);

        String id = answer(outside, "submit_task", Map.of("prompt", "x", "type", "nobody"))
                .getString("task_id");

        assertThat(stored(id).allowance()).contains(standard);
        assertThat(stored(id).headers()).doesNotContainKey(DelegationScope.DEPTH_HEADER);
    }

    @Test
    void optionsOutOfTheirRangeAreRefused() {
        assertThatThrownBy(() -> McpServerOptions.DEFAULT.maxDepth(99))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("maxDepth: is 99, must be from 0 to 16");
        assertThatThrownBy(() -> McpServerOptions.DEFAULT.maxTasks(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("maxTasks: is 0, must be from 1 to 100000");
    }
}
