package io.codefleet.control.alerts;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.control.tasks.WaitingApprovals;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what the rules look at. */
final class FiguresReader {
    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    private final AlertOptions options;
    private final WaitingApprovals approvals;

    FiguresReader(CodefleetClient fleet, TaskReadModel tasks, AlertOptions options) {
        this.fleet = fleet;
        this.tasks = tasks;
        this.options = options;
        this.approvals = new WaitingApprovals(fleet, tasks);
    }

    /** Reads the figures, and those of the subjects of these alerts too where the fleet has more than are listed. */
    Future<FleetFigures> read(Collection<Alert> known) {
        Set<String> alerted = known.stream()
                .filter(alert -> alert.isActive() && alert.rule() == AlertRule.APPROVAL_WAITS)
                .map(Alert::subject)
                .collect(Collectors.toSet());
        return fleet.stats().compose(stats -> read(stats, alerted));
    }

    private Future<FleetFigures> read(FleetStats stats, Set<String> alerted) {
        Future<List<WorkerInfo>> workers = fleet.workers();
        Future<List<Spending>> spending = fleet.spending();
        Future<TaskActivity> activity = tasks.activity(stats.at().minus(options.window()));
        Future<List<WaitingApprovals.Approval>> waiting = approvals.read(alerted);
        return Future.all(workers, spending, activity, waiting)
                .map(all -> new FleetFigures(
                        stats, workers.result(), activity.result(), waiting.result(), spending.result()));
    }
}
