package io.codefleet.control.alerts;

import io.codefleet.Allowance;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskActivity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Figures of the fleet that the rules evaluate.
 *
 * @param stats the fleet in numbers; its time is that of the others
 * @param workers the workers
 * @param activity what happened to tasks lately
 * @param approvals the approvals that wait
 * @param spending what allowances have consumed
 * @param allowances the limits of allowances by their keys, as far as they are known
 */
record FleetFigures(
        FleetStats stats,
        List<WorkerInfo> workers,
        TaskActivity activity,
        List<WaitingApproval> approvals,
        List<Spending> spending,
        Map<String, Allowance> allowances) {
    /** An approval and the time that it has. */
    record WaitingApproval(String id, Instant submittedAt, Instant endsAt) {}

    Instant at() {
        return stats.at();
    }
}
