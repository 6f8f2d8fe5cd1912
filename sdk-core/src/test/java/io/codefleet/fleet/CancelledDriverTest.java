package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ChildTasks.ChildOutcome;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.internal.orchestration.RunsAccess;
import io.codefleet.internal.orchestration.consensus.ConsensusHandler;
import io.codefleet.json.ConsensusTask;
import io.codefleet.testing.VertxExtension;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A driver whose task is cancelled while it submits a child: nobody pays for that child. */
class CancelledDriverTest extends FleetTest {
    private static final Consensus ONE =
            Consensus.on(Task.of("safe?").type("question")).models("m/a");

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    /** The submits that wait for the test, by the id of their task, and all that were tried. */
    private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();

    private final List<String> submits = new CopyOnWriteArrayList<>();
    private final CodefleetClient slow = (CodefleetClient) Proxy.newProxyInstance(
            CodefleetClient.class.getClassLoader(),
            new Class<?>[] {CodefleetClient.class, RunsAccess.class},
            (self, method, arguments) -> {
                if (method.getName().equals("submitTask") && arguments[0] instanceof Task task) {
                    submits.add(task.id());
                    Promise<Void> sent = Promise.promise();
                    held.put(task.id(), sent);
                    return sent.future().compose(passed -> fleet.submitTask(task));
                }
                if (method.getName().equals("runs")) {
                    return runs();
                }
                try {
                    return method.invoke(fleet, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private final Runs runs =
            new Runs(vertxExtension.get(), ((RunsAccess) fleet).runs().context(), slow);

    private Runs runs() {
        return runs;
    }

    @BeforeEach
    void startDriver() {
        get(fleet.worker(WorkerOptions.create().id("driver").capabilities(Workflows.CAPABILITY))
                .handle(ConsensusTask.TYPE, new ConsensusHandler(runs))
                .start());
    }

    private Promise<Void> sent(String id) {
        await().until(() -> held.containsKey(id));
        return held.remove(id);
    }

    private static void lose(Promise<Void> submit) {
        submit.fail(new BrokerUnavailableException("the submit was lost", null));
    }

    private TaskHandle started() {
        return get(fleet.submitTask(ConsensusTask.of(ONE).id("panel")));
    }

    private static void cancel(TaskHandle handle) {
        get(handle.cancel("enough"));
        assertThat(get(handle.outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    /** Waits for longer than the first delay after a lost submit: a child of its own, whose submit is lost twice. */
    private void passTheFirstDelay() {
        ChildTasks others = runs.begin(RunOptions.of("others"));
        Promise<ChildOutcome> child = Promise.promise();
        runs.context().runOnContext(v -> others.run("fence", Task.of("x")).onComplete(child));
        lose(sent("others/fence"));
        lose(sent("others/fence"));
        sent("others/fence").complete();
        await().until(() -> get(fleet.task("others/fence")).isPresent());
        Future<?> stopped = child.future();
        runs.context().runOnContext(v -> others.stop("the test is over"));
        get(stopped);
    }

    @Test
    void aLostSubmitIsNotTriedAgainAfterACancel() {
        TaskHandle handle = started();
        lose(sent("panel/vote#0"));
        cancel(handle);
        passTheFirstDelay();
        assertThat(submits).containsOnlyOnce("panel/vote#0");
    }

    @Test
    void aSubmitUnderWayIsCancelledWhereItArrivesAfterACancel() {
        TaskHandle handle = started();
        Promise<Void> submit = sent("panel/vote#0");
        cancel(handle);
        submit.complete();
        await().until(() ->
                get(fleet.task("panel/vote#0")).flatMap(vote -> vote.outcome()).isPresent());
        assertThat(get(fleet.handle("panel/vote#0").outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void theStepsOfACancelledWorkflowAreNotSubmittedAgain() {
        get(Workflows.on(slow).driver(WorkerOptions.create().id("steps")).start());
        Workflow workflow =
                Workflow.named("review").step(Step.task("lost", Task.of("x"))).step(Step.task("sent", Task.of("y")));
        WorkflowRun run = get(Workflows.on(fleet).submit(workflow, RunOptions.of("review")));
        lose(sent("review/lost"));
        Promise<Void> submit = sent("review/sent");
        get(run.cancel("enough"));
        assertThat(get(fleet.handle("review").outcome())).isInstanceOf(Outcome.Cancelled.class);
        submit.complete();
        await().until(() -> get(fleet.task("review/sent")).isPresent());
        assertThat(get(fleet.handle("review/sent").outcome())).isInstanceOf(Outcome.Cancelled.class);
        passTheFirstDelay();
        assertThat(submits).containsOnlyOnce("review/lost");
    }

    @Test
    void aClosedRunTriesNoLostSubmitAgain() {
        ChildTasks children = runs.begin(RunOptions.of("run"));
        Promise<ChildOutcome> child = Promise.promise();
        runs.context().runOnContext(v -> children.run("a", Task.of("x")).onComplete(child));
        lose(sent("run/a"));
        runs.context().runOnContext(v -> children.close());
        assertThatThrownBy(() -> get(child.future())).hasMessageContaining("closed");
        passTheFirstDelay();
        assertThat(submits).containsOnlyOnce("run/a");
    }
}
