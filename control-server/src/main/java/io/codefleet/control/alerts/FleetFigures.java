package io.codefleet.control.alerts;

import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import io.codefleet.control.tasks.WaitingApprovals;
import java.time.Instant;
import java.util.List;

/**
 * Figures of the fleet that the rules evaluate.
 *
 * @param stats the fleet in numbers; its time is that of the others
 * @param workers the workers
 * @param activity what happened to tasks lately
 * @param approvals the approvals that wait
 * @param spending what allowances have consumed
 */
record FleetFigures(
        FleetStats stats,
        List<WorkerInfo> workers,
        TaskActivity activity,
        List<WaitingApprovals.Approval> approvals,
        List<Spending> spending) {
    Instant at() {
        return stats.at();
    }
}
