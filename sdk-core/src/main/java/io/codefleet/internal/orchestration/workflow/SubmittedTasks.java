package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskSummary;
import io.codefleet.error.RunCancelledException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The tasks of a run that is driven here: children of it, submitted when their time has come. */
final class SubmittedTasks implements StepTasks {
    private final CodefleetClient fleet;
    private final Context context;
    private final String runId;
    private final ChildTasks children;
    private final ChildTasks aside;
    private final EarlierRuns earlier;
    private final BooleanSupplier isOver;

    /**
     * Creates the tasks of one run.
     *
     * @param children of the steps, within the run's budget
     * @param aside of what is done whatever was spent
     * @param isOver whether the run's time is up
     */
    SubmittedTasks(
            CodefleetClient fleet,
            Context context,
            String runId,
            ChildTasks children,
            ChildTasks aside,
            BooleanSupplier isOver) {
        this.fleet = fleet;
        this.context = context;
        this.runId = runId;
        this.children = children;
        this.aside = aside;
        this.earlier = new EarlierRuns(fleet, runId);
        this.isOver = isOver;
    }

    @Override
    public Future<TaskEnd> run(String name, Task task, boolean mayBeEarlier) {
        if (isOver.getAsBoolean()) {
            return find(name);
        }
        if (!mayBeEarlier || earlier.isEmpty()) {
            return submit(children, name, task);
        }
        return onContext(earlier.find(name, task))
                .compose(found -> found.map(outcome -> Future.succeededFuture(new TaskEnd(outcome, true)))
                        .orElseGet(() -> submit(children, name, task)));
    }

    /**
     * Submits a task and completes when it ends. A cancel of the run also cancels its tasks, and asks the driver to stop.
     * Until then the driver must not take that for the failure of steps, and begin to undo.
     */
    private Future<TaskEnd> submit(ChildTasks among, String name, Task task) {
        Promise<TaskEnd> end = Promise.promise();
        among.run(name, task).onComplete(child -> {
            if (!children.aborted().isComplete() && !aside.aborted().isComplete()) {
                end.handle(child.map(ended -> new TaskEnd(ended.outcome(), false)));
            }
        });
        return end.future();
    }

    /**
     * Finds a task that began before the time was up, and cancels it; fails if there is none, as nothing begins now. Another
     * driver may have begun the task; its outcome counts if it has ended, so that both drivers have the same result.
     */
    private Future<TaskEnd> find(String name) {
        String id = idOf(name);
        return onContext(fleet.task(id)
                .compose(known -> known.isEmpty()
                        ? Future.failedFuture(new RunCancelledException(runId, "its time limit has passed"))
                        : fleet.handle(id)
                                .cancel("the time limit of run " + runId + " has passed")
                                .compose(cancelled -> fleet.handle(id).outcome())
                                .map(outcome -> new TaskEnd(outcome, false))));
    }

    private <T> Future<T> onContext(Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(ended -> context.runOnContext(v -> promise.handle(ended)));
        return promise.future();
    }

    @Override
    public Future<TaskEnd> undo(String name, Task task) {
        return submit(aside, name, task);
    }

    @Override
    public void cancel(String name, String reason) {
        children.cancel(name, reason);
    }

    @Override
    public String idOf(String name) {
        return children.idOf(name);
    }

    @Override
    public Optional<TaskSummary> seen(String name) {
        return Optional.empty();
    }
}
