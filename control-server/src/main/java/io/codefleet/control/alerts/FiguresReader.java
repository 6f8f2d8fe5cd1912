package io.codefleet.control.alerts;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads what the rules look at. */
final class FiguresReader {
    private static final TaskQuery APPROVALS = TaskQuery.ALL
            .type(Workflows.APPROVAL_TYPE)
            .statuses(List.of(TaskStatus.QUEUED, TaskStatus.DELAYED))
            .pageSize(50);

    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    private final AlertOptions options;
    /** The time that an approval has never changes. */
    private final Map<String, FleetFigures.WaitingApproval> approvals = new ConcurrentHashMap<>();

    FiguresReader(CodefleetClient fleet, TaskReadModel tasks, AlertOptions options) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.options = options;
    }

    Future<FleetFigures> read() {
        return fleet.stats().compose(this::read);
    }

    private Future<FleetFigures> read(FleetStats stats) {
        Future<List<WorkerInfo>> workers = fleet.workers();
        Future<List<Spending>> spending = fleet.spending();
        Future<TaskActivity> activity = tasks.activity(stats.at().minus(options.window()));
        Future<List<FleetFigures.WaitingApproval>> waiting = approvals();
        return Future.all(workers, spending, activity, waiting)
                .map(all -> new FleetFigures(
                        stats,
                        workers.result(),
                        activity.result(),
                        waiting.result(),
                        spending.result(),
                        activity.result().allowances()));
    }

    private Future<List<FleetFigures.WaitingApproval>> approvals() {
        return fleet.tasks(APPROVALS).compose(page -> {
            Set<String> ids = new HashSet<>();
            List<Future<Optional<TaskInfo>>> unknown = new ArrayList<>();
            for (TaskSummary task : page.items()) {
                ids.add(task.id());
                if (!approvals.containsKey(task.id())) {
                    unknown.add(fleet.task(task.id()));
                }
            }
            approvals.keySet().retainAll(ids);
            return Future.all(unknown).map(read -> {
                unknown.forEach(each -> each.result().ifPresent(this::remember));
                return List.copyOf(approvals.values());
            });
        });
    }

    private void remember(TaskInfo info) {
        TaskSummary summary = info.summary();
        approvals.put(
                summary.id(),
                new FleetFigures.WaitingApproval(
                        summary.id(),
                        summary.submittedAt(),
                        summary.submittedAt().plus(info.task().limits().queueTimeout())));
    }
}
