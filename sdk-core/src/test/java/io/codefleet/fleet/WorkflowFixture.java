package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptException;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowFailedException;
import io.codefleet.workflow.WorkflowResult;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A workflow as a host sees it: its agents, and how it is run. */
abstract class WorkflowFixture extends FleetTest {
    static final RunOptions RUN = RunOptions.of("run");

    final Workflows workflows = Workflows.on(fleet);
    /** The prompts that ran, in the order they ran in. */
    final Queue<String> ran = new ConcurrentLinkedQueue<>();
    /** Prompts that wait until a test lets them go. */
    final Map<String, Promise<TaskResult>> held = new ConcurrentHashMap<>();

    static Step step(String name, String prompt) {
        return Step.task(name, Task.of(prompt));
    }

    static Workflow of(Step... steps) {
        return Workflow.named("test").steps(List.of(steps));
    }

    /** Echoes its prompt; one that begins with fail fails, one with hold waits, one with list gives a list, one with nulls one with a null. */
    final TaskHandler handler = attempt -> {
        String prompt = attempt.task().prompt();
        ran.add(prompt);
        if (prompt.startsWith("fail")) {
            return Future.failedFuture(AttemptException.permanent("cannot do '" + prompt + "'"));
        }
        if (prompt.startsWith("hold")) {
            Promise<TaskResult> end = held.computeIfAbsent(prompt, key -> Promise.promise());
            attempt.stopRequested().onSuccess(reason -> end.tryFail("stopped: " + reason));
            return end.future();
        }
        if (prompt.startsWith("list")) {
            return Future.succeededFuture(TaskResult.text("The files:\n```json\n[\"A\",\"B\",\"C\"]\n```"));
        }
        if (prompt.startsWith("nulls")) {
            return Future.succeededFuture(TaskResult.text("[1,null]"));
        }
        return Future.succeededFuture(TaskResult.text("<" + prompt + ">")
                .usage(Usage.builder()
                        .inputTokens(10)
                        .outputTokens(1)
                        .cost(new BigDecimal("0.10"))
                        .build()));
    };

    void agents() {
        agents(WorkerOptions.create());
    }

    void agents(WorkerOptions options) {
        worker(fleet, options.concurrency(10), handler);
    }

    WorkflowRun start(Workflow workflow) {
        return get(workflows.run(workflow, RUN));
    }

    WorkflowResult run(Workflow workflow) {
        return get(start(workflow).result());
    }

    WorkflowFailedException failureOf(WorkflowRun run) {
        try {
            get(run.result());
        } catch (WorkflowFailedException e) {
            return e;
        }
        throw new AssertionError("the run did not fail");
    }

    static Map<String, StepState> states(List<StepStatus> steps) {
        Map<String, StepState> states = new LinkedHashMap<>();
        steps.forEach(step -> states.put(step.name(), step.state()));
        return states;
    }

    void awaitRunning(String taskId) {
        await().until(() -> get(fleet.task(taskId))
                .filter(info -> info.status() == TaskStatus.RUNNING)
                .isPresent());
    }

    void letGo(String prompt) {
        held.get(prompt).tryComplete(TaskResult.text("<" + prompt + ">"));
    }
}
