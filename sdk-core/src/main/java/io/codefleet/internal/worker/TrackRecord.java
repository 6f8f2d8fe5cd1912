package io.codefleet.internal.worker;

import io.codefleet.WorkerPerformance;
import io.codefleet.broker.AttemptReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of a worker's attempts, in all and by the types of tasks. Confined to the worker's context. */
final class TrackRecord {
    private final Tally total = new Tally();
    private final Map<String, Tally> byType = new LinkedHashMap<>();

    private static final class Tally {
        long completed;
        long failed;
        long lost;
        Duration busyTime = Duration.ZERO;

        void count(@Nullable AttemptReport report, Duration time) {
            if (report instanceof AttemptReport.Completed) {
                completed++;
            } else if (report instanceof AttemptReport.Failed) {
                failed++;
            } else if (report == null) {
                lost++;
            } else {
                return;
            }
            busyTime = busyTime.plus(time);
        }

        void countRefused(AttemptReport report) {
            if (report instanceof AttemptReport.Completed) {
                completed--;
            } else if (report instanceof AttemptReport.Failed) {
                failed--;
            }
            lost++;
        }

        WorkerPerformance performance() {
            return new WorkerPerformance(completed, failed, lost, busyTime);
        }
    }

    /** Counts an attempt by its report, null if its lease is lost. One that was handed back or cancelled does not count. */
    void count(String type, @Nullable AttemptReport report, Duration time) {
        total.count(report, time);
        if (byType.containsKey(type) || byType.size() < WorkerPerformance.MAX_TYPES) {
            byType.computeIfAbsent(type, each -> new Tally()).count(report, time);
        }
    }

    /** Counts an attempt as lost that its report had counted, as the report has turned out to be too late. */
    void countRefused(String type, AttemptReport report) {
        total.countRefused(report);
        Tally ofType = byType.get(type);
        if (ofType != null) {
            ofType.countRefused(report);
        }
    }

    WorkerPerformance performance() {
        Map<String, WorkerPerformance> each = new LinkedHashMap<>();
        byType.forEach((type, tally) -> {
            WorkerPerformance ofType = tally.performance();
            if (ofType.ended() > 0) {
                each.put(type, ofType);
            }
        });
        return total.performance().byType(each);
    }
}
