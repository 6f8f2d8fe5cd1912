package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.BulkOptions;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.SubmitInterceptor;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.InterceptorException;
import io.codefleet.error.SubmitException;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host does around submits, what children inherit, and what faults of the host can break. */
class SubmitInterceptorTest extends FleetTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger handled = new AtomicInteger();
    private final List<CodefleetClient> clients = new CopyOnWriteArrayList<>();

    private CodefleetClient client(SubmitInterceptor... interceptors) {
        CodefleetClient client = get(Codefleet.connect(CodefleetOptions.of("memory:" + name)
                .pollInterval(Duration.ofMillis(100))
                .submitInterceptors(interceptors)));
        clients.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        clients.forEach(client -> get(client.close()));
    }

    private SubmitInterceptor recording(String label) {
        return (task, submitted) -> {
            calls.add(label + " " + task.headers());
            submitted
                    .onSuccess(handle -> calls.add(label + " took " + handle.id()))
                    .onFailure(reason ->
                            calls.add(label + " refused " + reason.getClass().getSimpleName()));
            return task.header(label, "1");
        };
    }

    private void echoHeaders(WorkerOptions options) {
        worker(
                fleet,
                options,
                attempt -> Future.succeededFuture(
                        TaskResult.text(attempt.task().headers().toString())));
    }

    private static String text(TaskHandle handle) {
        return get(handle.outcome()).resultOrThrow().text();
    }

    // ---- submits

    @Test
    void interceptorsOfSubmitsAreCalledInOrderAndGetTheAnswer() {
        echoHeaders(WorkerOptions.create());
        TaskHandle handle = get(
                client(recording("a"), recording("b")).submitTask(Task.of("x").id("t")));

        assertThat(text(handle)).isEqualTo("{a=1, b=1}");
        assertThat(calls).containsExactly("a {}", "b {a=1}", "a took t", "b took t");
    }

    @Test
    void theOutcomeCanBeHadByTheHandle() {
        echoHeaders(WorkerOptions.create());
        Promise<Outcome> seen = Promise.promise();
        CodefleetClient client = client((task, submitted) -> {
            submitted.compose(TaskHandle::outcome).onComplete(seen);
            return task;
        });

        get(client.submitAll(Stream.of(Task.of("x").id("t")), BulkOptions.DEFAULT)
                .result());

        assertThat(get(seen.future()).taskId()).isEqualTo("t");
    }

    @Test
    void everyWayToSubmitIsIntercepted() {
        worker(fleet, WorkerOptions.create().concurrency(4), attempt -> {
            handled.incrementAndGet();
            throw AttemptException.permanent(attempt.task().headers().toString());
        });
        CodefleetClient client = client(recording("a"));

        List<TaskHandle> handles = get(client.submitTasks(List.of(Task.of("1"), Task.of("2"))));
        assertThat(get(handles.get(1).outcome())).asString().contains("{a=1}");
        get(client.submitAll(List.of(Task.of("3").id("bulk")).iterator(), BulkOptions.DEFAULT)
                .result());
        assertThat(get(client.handle("bulk").outcome())).asString().contains("{a=1}");
        assertThat(get(get(client.replay("bulk", task -> task.headers(Map.of())))
                        .outcome()))
                .asString()
                .contains("{a=1}");
        assertThat(get(get(client.submitOrReplay(Task.of("4"))).outcome()))
                .asString()
                .contains("{a=1}");
    }

    @Test
    void theReasonOfARefusalIsReported() {
        CodefleetClient client = client(recording("a"));
        get(client.submitTask(Task.of("x").id("t")));
        calls.clear();

        assertThatThrownBy(() -> get(client.submitTask(Task.of("other").id("t"))))
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> get(client.submitTasks(
                        List.of(Task.of("other").id("t"), Task.of("y").id("u")))))
                .isInstanceOf(SubmitException.class);

        assertThat(calls)
                .containsExactly(
                        "a {}",
                        "a refused DuplicateTaskException",
                        "a {}",
                        "a {}",
                        "a refused DuplicateTaskException",
                        "a took u");
    }

    private void assertFault(SubmitInterceptor faulty, String fault) {
        CodefleetClient client = client(recording("a"), faulty, recording("never"));

        assertThatThrownBy(() -> get(client.submitTask(Task.of("x").id("t"))))
                .isInstanceOfSatisfying(InterceptorException.class, failure -> {
                    assertThat(failure.retryable()).isFalse();
                    assertThat(failure.interceptor())
                            .isEqualTo(faulty.getClass().getName());
                })
                .hasMessageContaining(fault)
                .hasMessageContaining("at the submit of task t");
        assertThat(get(fleet.task("t"))).isEmpty();
        assertThat(calls).containsExactly("a {}", "a refused InterceptorException");
    }

    @Test
    void anInterceptorThatThrowsRefusesTheTask() {
        assertFault(
                (task, submitted) -> {
                    throw new IllegalStateException("no tracer");
                },
                "failed (java.lang.IllegalStateException: no tracer)");
    }

    @Test
    @SuppressWarnings("NullAway") // what a host without null checks may do
    void anInterceptorThatGivesNullRefusesTheTask() {
        assertFault((task, submitted) -> null, "gave null in place of the task");
    }

    @Test
    void anInterceptorThatChangesTheIdRefusesTheTask() {
        assertFault((task, submitted) -> task.id("u"), "changed the id to u");
    }

    @Test
    void oneTaskThatAnInterceptorRefusesLeavesTheOthers() {
        CodefleetClient client = client((task, submitted) -> {
            if (task.id().equals("bad")) {
                throw new IllegalStateException("no");
            }
            return task;
        });
        assertThatThrownBy(() -> get(client.submitTasks(
                        List.of(Task.of("x").id("bad"), Task.of("x").id("good")))))
                .isInstanceOfSatisfying(
                        SubmitException.class,
                        refused -> assertThat(refused.refused()).containsOnlyKeys("bad"));
        assertThat(get(fleet.task("good"))).isPresent();
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        CodefleetClient client = client(
                (task, submitted) -> {
                    submitted.onSuccess(handle -> {
                        throw new IllegalStateException("listener");
                    });
                    return task;
                },
                recording("b"));

        assertThat(get(client.submitTask(Task.of("x").id("t"))).id()).isEqualTo("t");
        assertThat(calls).containsExactly("b {}", "b took t");
    }

    // ---- children

    @Test
    void childrenOfAMapReduceInheritTheHeadersOfTheRun() {
        echoHeaders(WorkerOptions.create().concurrency(4));
        MapReduceResult<String, String, List<String>> result = get(fleet.mapReduce(MapReduce.over(List.of("1", "2"))
                        .map(item ->
                                item.equals("1") ? Task.of(item) : Task.of(item).header("trace", "own"))
                        .as(TaskResult::text)
                        .collect()
                        .options(RunOptions.random().headers(Map.of("trace", "run", "more", "m"))))
                .result());

        assertThat(result.value()).contains(List.of("{more=m, trace=run}", "{more=m, trace=own}"));
    }

    @Test
    void childrenOfAConsensusInheritTheHeadersOfItsQuestion() {
        List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        worker(fleet, WorkerOptions.create().concurrency(4), attempt -> {
            seen.add(attempt.task().headers());
            return Future.succeededFuture(TaskResult.text("yes"));
        });
        get(fleet.consensus(Consensus.on(Task.of("Is it?").header("trace", "question"))
                        .models("a/b", "c/d"))
                .result());

        assertThat(seen).isNotEmpty().containsOnly(Map.of("trace", "question"));
    }

    @Test
    void stepsOfAWorkflowInheritTheHeadersOfTheRunAndOfARetryOfIt() {
        List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        worker(fleet, WorkerOptions.create().concurrency(4), attempt -> {
            seen.add(attempt.task().headers());
            throw AttemptException.permanent("no");
        });
        Workflows workflows = Workflows.on(fleet);
        Workflow workflow = Workflow.named("w").step(Step.task("a", Task.of("one")));
        RunOptions options = RunOptions.of("run").headers(Map.of("trace", "run"));

        WorkflowRun run = get(workflows.run(workflow, options));
        assertThatThrownBy(() -> get(run.result())).isInstanceOf(WorkflowFailedException.class);
        WorkflowRun again = get(workflows.retryHere("run"));
        assertThatThrownBy(() -> get(again.result())).isInstanceOf(WorkflowFailedException.class);

        assertThat(seen).hasSize(2).containsOnly(Map.of("trace", "run"));
    }

    @Test
    void aReservedHeaderOfARunIsThatOfItsChildrenWhateverTheySay() {
        List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        worker(fleet, WorkerOptions.create().concurrency(4), attempt -> {
            seen.add(attempt.task().headers());
            return Future.succeededFuture(TaskResult.text("yes"));
        });
        String depth = TaskHeaders.RESERVED_PREFIX + "depth";
        RunOptions options = RunOptions.of("run").headers(Map.of(depth, "3"));
        Task child = Task.of("x").header(depth, "0");

        Workflow workflow = Workflow.named("w").step(Step.task("a", child));
        get(get(Workflows.on(fleet).run(workflow, options)).result());
        get(fleet.mapReduce(MapReduce.over(List.of("1"))
                        .map(item -> child)
                        .as(TaskResult::text)
                        .collect()
                        .options(options.id("map")))
                .result());
        get(fleet.consensus(Consensus.on(child).models("a/b").run(options.id("vote")))
                .result());

        assertThat(seen).hasSize(3).containsOnly(Map.of(depth, "3"));
    }
}
