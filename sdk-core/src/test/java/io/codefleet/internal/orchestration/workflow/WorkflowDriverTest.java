package io.codefleet.internal.orchestration.workflow;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.error.RunCancelledException;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Guard.Operator;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The driver of one run over tasks that a test ends. */
class WorkflowDriverTest {
    private final Promise<StepTasks.TaskEnd> first = Promise.promise();

    /** Tasks of which the first waits for the test, and each other has a fault. */
    private final class FaultyTasks implements StepTasks {
        private boolean begun;

        @Override
        public Future<TaskEnd> run(String name, Task task, boolean mayBeEarlier) {
            if (begun) {
                throw new IllegalStateException("a fault");
            }
            begun = true;
            return first.future();
        }

        @Override
        public Future<TaskEnd> undo(String name, Task task) {
            throw new IllegalStateException("nothing is undone");
        }

        @Override
        public void cancel(String name, String reason) {}

        @Override
        public String idOf(String name) {
            return "run/" + name;
        }

        @Override
        public Optional<TaskSummary> seen(String name) {
            return Optional.empty();
        }
    }

    private static Future<WorkflowDriver.RunEnd> run(StepTasks tasks, Gate gate, Workflow workflow) {
        return new WorkflowDriver(new RunParts(tasks, gate, () -> {}), "", workflow, false).run();
    }

    private static Step step(String name) {
        return Step.task(name, Task.of(name));
    }

    private static StepTasks.TaskEnd done(String id) {
        return new StepTasks.TaskEnd(new Outcome.Completed(id, 1, Instant.EPOCH, TaskResult.text(id)), false);
    }

    /** The gate of a run whose time was up when its driver took it over. */
    private static final Gate OVER = new Gate() {
        @Override
        public Future<Void> pass() {
            return Future.succeededFuture();
        }

        @Override
        public boolean isOver() {
            return true;
        }
    };

    @Test
    void aStepThatItsConditionSkipsIsNotCutShortByTheTimeLimit() {
        Future<WorkflowDriver.RunEnd> run = run(
                new FaultyTasks(),
                OVER,
                Workflow.named("test")
                        .step(step("a").compensate(Task.of("undo")))
                        .step(step("b").after("a").when(Guard.of("{{ steps.a.text }}", Operator.EQUALS, "x"))));
        first.complete(done("run/a"));

        assertThat(get(run).failure()).isEmpty();
    }

    @Test
    void aStepThatNeverBeganFailsARunWhoseTimeIsUp() {
        Future<WorkflowDriver.RunEnd> run =
                run(new FaultyTasks(), OVER, Workflow.named("test").step(step("a")));
        first.fail(new RunCancelledException("run", "its time limit has passed"));

        assertThat(get(run).failure()).isEqualTo("its time limit has passed");
    }

    @Test
    void aFaultOfTheEngineEndsTheRun() {
        Future<WorkflowDriver.RunEnd> run = run(
                new FaultyTasks(),
                Gate.OPEN,
                Workflow.named("test").step(step("a")).step(step("b").after("a")));
        first.complete(done("run/a"));

        assertThatThrownBy(() -> get(run)).isInstanceOf(AttemptException.class).hasMessageContaining("a fault");
    }

    @Test
    void aFaultOfTheEngineInALaterItemEndsTheRun() {
        Workflow workflow = Workflow.named("test")
                .step(step("a").forEach(FanOut.over("{{ input.list }}").concurrency(1)))
                .input("list", List.of(1, 2));
        Future<WorkflowDriver.RunEnd> run = run(new FaultyTasks(), Gate.OPEN, workflow);
        first.complete(done("run/a#0"));

        assertThatThrownBy(() -> get(run)).isInstanceOf(AttemptException.class).hasMessageContaining("a fault");
    }
}
