package io.codefleet.mcp;

import static io.codefleet.mcp.McpFleet.answer;
import static io.codefleet.mcp.McpFleet.refusal;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.modelcontextprotocol.client.McpSyncClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelegatedTasksTest {
    private static final McpServerOptions FIVE = McpServerOptions.DEFAULT.maxTasks(5);

    private final McpFleet fleet = new McpFleet();
    private final Task parent = Task.of("parent").type("agent");
    private final Promise<TaskResult> end = Promise.promise();

    @BeforeEach
    void runTheCaller() {
        Promise<Boolean> begun = Promise.promise();
        fleet.work("agent", attempt -> {
            begun.complete(true);
            return end.future();
        });
        get(fleet.fleet().submitTask(parent));
        get(begun.future());
    }

    @AfterEach
    void close() {
        end.complete(TaskResult.text("done"));
        fleet.close();
    }

    /** Returns a client of the agent of the task, by a server of its own. */
    private McpSyncClient agent(McpServerOptions options) {
        return fleet.client(options, () -> Future.succeededFuture(Optional.of(parent.id())));
    }

    @Test
    void aRunCountsWithTheTasksThatItAsksFor() {
        McpSyncClient agent = agent(FIVE);
        Map<String, Object> item = Map.of("prompt", "{{ item }}", "type", "nobody");
        Map<String, Object> all = Map.of("prompt", "x", "type", "nobody");
        List<String> models = List.of("a/b", "c/d");

        assertThat(refusal(agent, "map_reduce", Map.of("items", List.of(1, 2, 3, 4, 5), "map", item, "reduce", all)))
                .contains("has submitted 0 of at most 5 tasks, and this call asks for 6 more");
        answer(agent, "map_reduce", Map.of("items", List.of(1, 2, 3), "map", item));
        McpSyncClient restarted = agent(FIVE);
        assertThat(refusal(restarted, "consensus", Map.of("models", models, "question", all, "decision", all)))
                .contains("has submitted 3 of at most 5 tasks, and this call asks for 3 more");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: w
                        steps: {again: {prompt: x, repeat: {until: {value: "{{ steps.again.text }}", equals: y}, max_rounds: 3}}}
                        """))).contains("asks for 3 more");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: outer
                        inputs: {all: {default: [1, 2]}}
                        steps:
                          inner:
                            input: {items: "{{ input.all }}"}
                            workflow:
                              name: inner
                              inputs: {items: {}}
                              steps: {a: {prompt: "{{ item }}", for_each: "{{ input.items }}", compensate: {prompt: y}}}
                        """))).contains("asks for 3 more");
    }

    @Test
    void aListCountsHoweverAStepRefersToIt() {
        McpSyncClient agent = agent(FIVE);
        Map<String, Object> six = Map.of("all", List.of(1, 2, 3, 4, 5, 6));

        for (String list : List.of("input.o.all", "input.o.all?", "input.lists.0")) {
            String workflow = """
                        name: w
                        inputs: {o: {type: object}, lists: {type: list}}
                        steps: {a: {prompt: "{{ item }}", for_each: "{{ %s }}"}}
                        """.formatted(list);
            Map<String, Object> inputs = Map.of("o", six, "lists", List.of(six.get("all")));
            assertThat(refusal(agent, "run_workflow", Map.of("workflow", workflow, "inputs", inputs)))
                    .contains("asks for 6 more");
        }
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: w
                        inputs: {all: {default: []}}
                        steps: {a: {prompt: "{{ item }}", for_each: "{{ input.all? }}"}}
                        """, "inputs", six)))
                .contains("asks for 6 more");
        assertThat(refusal(agent, "run_workflow", Map.of("workflow", """
                        name: outer
                        inputs: {lists: {default: [[1, 2], [3, 4, 5, 6]]}}
                        steps:
                          inner:
                            for_each: "{{ input.lists }}"
                            input: {items: "{{ item }}"}
                            workflow:
                              name: inner
                              inputs: {items: {}}
                              steps: {a: {prompt: "{{ item }}", for_each: "{{ input.items }}"}}
                        """))).contains("asks for 6 more");
    }

    @Test
    void aFirstCountReadsAllPagesAndALaterOneBeginsWithASmallOne() {
        List<Integer> pages = new CopyOnWriteArrayList<>();
        DelegationScope scope = new DelegationScope(Optional.of(parent), 1, Optional.empty(), Map.of());
        DelegatedTasks delegated = new DelegatedTasks(recording(pages), 120);
        IntStream.range(0, 119)
                .mapToObj(i -> scope.bound(Task.of("part " + i).type("nobody")))
                .forEach(part -> get(fleet.fleet().submitTask(part)));

        assertThat(get(submit(delegated, scope))).isNotNull();
        assertThat(pages).containsExactly(50, 1000);
        pages.clear();
        assertThat(submit(delegated, scope).transform(end -> Future.succeededFuture(end.cause())))
                .satisfies(
                        refused -> assertThat(get(refused)).hasMessageContaining("has submitted 120 of at most 120"));
        assertThat(pages).containsExactly(50);
    }

    private Future<TaskHandle> submit(DelegatedTasks delegated, DelegationScope scope) {
        Task part = scope.bound(Task.of("more").type("nobody"));
        return delegated.submit(scope, part.id(), 1, () -> fleet.fleet().submitTask(part));
    }

    /** Returns the client of the fleet; it notes the sizes of the pages that it is asked for. */
    private CodefleetClient recording(List<Integer> pages) {
        return (CodefleetClient) Proxy.newProxyInstance(
                CodefleetClient.class.getClassLoader(),
                new Class<?>[] {CodefleetClient.class},
                (proxy, method, given) -> {
                    if (given != null && given[0] instanceof TaskQuery query) {
                        pages.add(query.pageSize());
                    }
                    return method.invoke(fleet.fleet(), given);
                });
    }

    @Test
    void aListThatARunMakesCountsOnceItsTasksAreSubmitted() {
        fleet.work(
                "lister",
                attempt ->
                        Future.succeededFuture(TaskResult.text("listed").data(Map.of("files", List.of(1, 2, 3, 4)))));
        McpSyncClient agent = agent(FIVE);
        String run = answer(agent, "run_workflow", Map.of("workflow", """
                        name: w
                        steps:
                          list: {prompt: x, type: lister}
                          each: {prompt: "{{ item }}", type: nobody, for_each: "{{ steps.list.data.files }}", after: list}
                        """)).getString("task_id");
        await().until(() -> get(fleet.fleet().tasks(TaskQuery.ALL)).items().stream()
                        .filter(task -> task.parentId().equals(Optional.of(run)))
                        .count()
                == 5);

        assertThat(refusal(agent, "submit_task", Map.of("prompt", "x"))).contains("has submitted 5 of at most 5 tasks");
    }

    @Test
    void submitsAtOnceDoNotPassTheLimitTogether() {
        DelegationScope scope = new DelegationScope(Optional.of(parent), 1, Optional.empty(), Map.of());
        DelegatedTasks delegated = new DelegatedTasks(fleet.fleet(), 3);

        List<Future<TaskHandle>> submits = IntStream.range(0, 10)
                .mapToObj(i -> scope.bound(Task.of("part " + i).type("nobody")))
                .map(part -> delegated.submit(
                        scope, part.id(), 1, () -> fleet.fleet().submitTask(part)))
                .toList();

        get(Future.join(submits).transform(ended -> Future.succeededFuture(true)));
        assertThat(submits).filteredOn(Future::succeeded).hasSize(3);
        assertThat(submits)
                .filteredOn(Future::failed)
                .allSatisfy(refused -> assertThat(refused.cause()).isInstanceOf(DelegationRefusedException.class));
    }
}
