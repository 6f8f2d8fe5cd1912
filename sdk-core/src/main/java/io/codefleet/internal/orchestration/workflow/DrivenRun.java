package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Attempt;
import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.EventStream;
import io.codefleet.RunOptions;
import io.codefleet.RunProgress;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.error.CodefleetException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ProgressFeed;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.json.RunProgressJson;
import io.codefleet.json.StepStatusJson;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A run while this process drives it: one attempt of its task. */
final class DrivenRun {
    private final Runs runs;
    private final Attempt attempt;
    private final ChildTasks children;
    private final ChildTasks aside;
    private final RunGate gate;
    private final WorkflowDriver driver;
    private final ProgressFeed feed;
    private final long startedNanos = System.nanoTime();
    private final Promise<TaskResult> promise = Promise.promise();

    /** Creates a run. Called on the context of the runs. */
    DrivenRun(Runs runs, CodefleetClient fleet, Attempt attempt, StoredRun run) {
        this.runs = runs;
        this.attempt = attempt;
        String runId = run.options().id();
        Map<String, String> headers = attempt.task().headers();
        this.children = runs.begin(run.options().headers(headers));
        this.aside = runs.begin(RunOptions.of(runId).headers(headers));
        this.gate = new RunGate(
                runs.vertx(),
                runs.context(),
                fleet,
                runId,
                run.workflow().timeLimit(),
                () -> children.stop("the time limit of the run has passed"));
        this.feed = new ProgressFeed(runs.vertx(), runs.context(), this::progress);
        SubmittedTasks tasks = new SubmittedTasks(fleet, runs.context(), runId, children, aside, gate::isOver);
        this.driver = new WorkflowDriver(new RunParts(tasks, gate, feed::changed), "", run.workflow(), true);
    }

    Future<TaskResult> start() {
        attempt.stopRequested().onSuccess(reason -> runs.context().runOnContext(v -> stop(reason)));
        EventStream<RunProgress> reported = feed.open();
        reported.handler(progress -> attempt.progress("workflow", words(progress), RunProgressJson.encode(progress)));
        gate.open().compose(open -> driver.run()).onComplete(end -> {
            if (end.succeeded()) {
                ended(end.result());
            } else {
                fail(end.cause());
            }
        });
        return promise.future();
    }

    /** Stops the driver. The children of a cancelled run end with it; those of a lost one go on for the next driver. */
    private void stop(StopReason reason) {
        Consumer<ChildTasks> left =
                reason == StopReason.CANCELLED ? each -> each.endCancelled("the run was cancelled") : ChildTasks::close;
        leave(false, left);
        promise.tryFail(AttemptException.transientFault("the driver was asked to stop: " + reason));
    }

    private void ended(WorkflowDriver.RunEnd end) {
        leave(true, ChildTasks::close);
        Map<String, Object> data = Map.of("outputs", end.outputs(), "steps", StepStatusJson.encode(end.steps()));
        if (end.failure().isEmpty()) {
            promise.tryComplete(TaskResult.text(end.text()).data(data));
        } else {
            promise.tryFail(new AttemptException(
                    TaskError.of(ErrorKind.PERMANENT, end.failure()).details(data), null));
        }
    }

    private void fail(Throwable cause) {
        // No driver could continue: what is under way would be paid for nothing.
        boolean isFault = cause instanceof AttemptException;
        leave(isFault, isFault ? each -> each.endCancelled("the run has failed") : ChildTasks::close);
        boolean lasting = cause instanceof CodefleetException known && !known.retryable();
        promise.tryFail(lasting ? AttemptException.permanent(String.valueOf(cause.getMessage())) : cause);
    }

    private void leave(boolean hasEnded, Consumer<ChildTasks> left) {
        if (promise.future().isComplete()) {
            return;
        }
        gate.close(hasEnded);
        feed.end();
        List.of(children, aside).forEach(each -> {
            left.accept(each);
            runs.ended(each);
        });
    }

    private RunProgress progress() {
        List<StepStatus> steps = driver.statuses();
        return RunProgress.builder()
                .total((long) steps.size())
                .done(count(steps, StepState.SUCCEEDED) + count(steps, StepState.SKIPPED))
                .failed(count(steps, StepState.FAILED))
                .running(count(steps, StepState.RUNNING) + count(steps, StepState.WAITING_FOR_APPROVAL))
                .usage(children.usage())
                .elapsed(Duration.ofNanos(System.nanoTime() - startedNanos))
                .build();
    }

    private static long count(List<StepStatus> steps, StepState state) {
        return steps.stream().filter(step -> step.state() == state).count();
    }

    private static String words(RunProgress progress) {
        return progress.done() + progress.failed() + " of " + progress.total().orElse(0L) + " steps have ended";
    }
}
