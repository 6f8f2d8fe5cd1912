package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tasks of a run as one finds them: nothing is submitted, and what has not ended does not end here. */
final class ReadTasks implements StepTasks {
    private final CodefleetClient fleet;
    private final Context context;
    private final String runId;
    private final EarlierRuns earlier;
    private final Map<String, TaskSummary> seen = new ConcurrentHashMap<>();
    private final Promise<Void> settled = Promise.promise();
    private int asking;

    ReadTasks(CodefleetClient fleet, Context context, String runId) {
        this.fleet = fleet;
        this.context = context;
        this.runId = runId;
        this.earlier = new EarlierRuns(fleet, runId);
    }

    /** Completes when all is found that there is; fails if a question does. */
    Future<Void> settled() {
        return settled.future();
    }

    /** Completes {@link #settled} if no question is open: from now on only a task that is found leads to another question. */
    void begun() {
        if (asking == 0) {
            settled.tryComplete();
        }
    }

    @Override
    public Future<TaskEnd> run(String name, Task task, boolean mayBeEarlier) {
        Future<Optional<TaskEnd>> own = fleet.task(idOf(name))
                .compose(info -> info.isPresent() || !mayBeEarlier
                        ? Future.succeededFuture(info.flatMap(known -> outcomeOf(name, known)))
                        : earlier.find(name, task).map(found -> found.map(outcome -> new TaskEnd(outcome, true))));
        Promise<TaskEnd> end = Promise.promise();
        asking++;
        own.onComplete(answer -> context.runOnContext(v -> {
            if (answer.failed()) {
                settled.tryFail(answer.cause());
                return;
            }
            answer.result().ifPresent(end::complete);
            asking--;
            begun();
        }));
        return end.future();
    }

    private Optional<TaskEnd> outcomeOf(String name, TaskInfo info) {
        @Nullable Outcome outcome = info.outcome().orElse(null);
        if (outcome == null) {
            seen.put(name, info.summary());
            return Optional.empty();
        }
        return Optional.of(new TaskEnd(outcome, false));
    }

    @Override
    public Future<TaskEnd> undo(String name, Task task) {
        return run(name, task, false);
    }

    @Override
    public void cancel(String name, String reason) {
        // Who only looks changes nothing.
    }

    @Override
    public String idOf(String name) {
        return runId + "/" + name;
    }

    @Override
    public Optional<TaskSummary> seen(String name) {
        return Optional.ofNullable(seen.get(name));
    }
}
