package io.codefleet.control.alerts;

import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.control.tasks.WaitingApprovals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Holds the figures of a fleet against the rules. */
final class AlertEvaluator {
    /** How many subjects of one rule get an alert; each is a document. */
    private static final int MAX_SUBJECTS = 50;

    private static final int ENOUGH_TASKS = 10;

    private final AlertOptions options;

    AlertEvaluator(AlertOptions options) {
        this.options = options;
    }

    /**
     * Returns the conditions that hold. Where more subjects of a rule hold than are reported, those come first that have an alert
     * already, so that none is resolved while its condition holds.
     *
     * @param active the ids of the alerts that are pending or firing
     */
    List<AlertCondition> evaluate(FleetFigures figures, Set<String> active) {
        List<AlertCondition> all = new ArrayList<>();
        for (AlertRule rule : AlertRule.values()) {
            if (options.of(rule).enabled()) {
                all.addAll(reported(conditions(rule, options.of(rule).threshold(), figures), active));
            }
        }
        return all;
    }

    private static List<AlertCondition> reported(List<AlertCondition> holding, Set<String> active) {
        if (holding.size() <= MAX_SUBJECTS) {
            return holding;
        }
        List<AlertCondition> reported = new ArrayList<>();
        List<AlertCondition> others = new ArrayList<>();
        for (AlertCondition condition : holding) {
            (active.contains(condition.alertId()) ? reported : others).add(condition);
        }
        others.sort(Comparator.comparing(AlertCondition::subject));
        int room = Math.max(0, MAX_SUBJECTS - reported.size());
        reported.addAll(others.subList(0, Math.min(room, others.size())));
        return reported;
    }

    private static List<AlertCondition> conditions(AlertRule rule, double threshold, FleetFigures figures) {
        return switch (rule) {
            case WORKER_OFFLINE -> offline(threshold, figures);
            case QUEUE_LENGTH -> above(rule, threshold, figures.stats().queued(), "%.0f tasks wait for a worker");
            case FAILURE_RATE -> failureRate(threshold, figures);
            case COMPLETION_TIME -> completionTime(threshold, figures);
            case NO_PROGRESS -> noProgress(threshold, figures);
            case UNSERVED_LANE -> unserved(threshold, figures);
            case APPROVAL_WAITS -> approvals(threshold, figures);
            case ALLOWANCE_USED -> allowances(threshold, figures);
            case LEASES_LOST ->
                above(rule, threshold, figures.activity().leasesLost(), "%.0f attempts have lost their leases lately");
            case BROKER_AWAY -> List.of();
        };
    }

    private static List<AlertCondition> above(AlertRule rule, double threshold, double value, String detail) {
        return value > threshold
                ? List.of(new AlertCondition(rule, "", value, String.format(Locale.ROOT, detail, value)))
                : List.of();
    }

    private static List<AlertCondition> offline(double threshold, FleetFigures figures) {
        List<AlertCondition> offline = new ArrayList<>();
        for (WorkerInfo worker : figures.workers()) {
            double seconds = seconds(Duration.between(worker.lastSeen(), figures.at()));
            if (worker.state() == WorkerState.OFFLINE && seconds > threshold) {
                offline.add(new AlertCondition(
                        AlertRule.WORKER_OFFLINE,
                        worker.id(),
                        seconds,
                        "Worker " + worker.id() + " was last seen at " + worker.lastSeen()));
            }
        }
        return offline;
    }

    private static List<AlertCondition> failureRate(double threshold, FleetFigures figures) {
        int failed = figures.activity().failed();
        int ended = failed + figures.activity().completed();
        // One failure of three tasks says nothing about the fleet.
        return ended < ENOUGH_TASKS
                ? List.of()
                : above(
                        AlertRule.FAILURE_RATE,
                        threshold,
                        (double) failed / ended,
                        failed + " of the last " + ended + " tasks have failed");
    }

    private static List<AlertCondition> completionTime(double threshold, FleetFigures figures) {
        return figures.activity().completed() == 0
                ? List.of()
                : above(
                        AlertRule.COMPLETION_TIME,
                        threshold,
                        seconds(figures.activity().meanCompletion()),
                        "Tasks complete %.0f seconds after their submit on the average");
    }

    private static List<AlertCondition> noProgress(double threshold, FleetFigures figures) {
        FleetStats stats = figures.stats();
        return above(
                AlertRule.NO_PROGRESS,
                threshold,
                seconds(figures.activity().stalled(stats)),
                stats.queued() + " tasks wait, and none has begun or ended for %.0f seconds");
    }

    private static List<AlertCondition> unserved(double threshold, FleetFigures figures) {
        List<AlertCondition> unserved = new ArrayList<>();
        for (FleetStats.Lane lane : figures.stats().lanes()) {
            if (lane.waitsForWorker() && lane.servingWorkers() == 0 && lane.queued() > threshold) {
                String name = lane.type()
                        + lane.requiredCapabilities()
                        + lane.workerId().map(worker -> "@" + worker).orElse("");
                unserved.add(new AlertCondition(
                        AlertRule.UNSERVED_LANE,
                        name,
                        lane.queued(),
                        (lane.queued() == 1 ? "1 task of type " : lane.queued() + " tasks of type ") + lane.type()
                                + (lane.queued() == 1 ? " waits" : " wait") + "; no worker offers "
                                + (lane.requiredCapabilities().isEmpty() ? "the type" : lane.requiredCapabilities())));
            }
        }
        return unserved;
    }

    private static List<AlertCondition> approvals(double threshold, FleetFigures figures) {
        List<AlertCondition> waiting = new ArrayList<>();
        for (WaitingApprovals.Approval approval : figures.approvals()) {
            double share = approval.waitedShare(figures.at());
            if (share > threshold) {
                waiting.add(new AlertCondition(
                        AlertRule.APPROVAL_WAITS,
                        approval.id(),
                        share,
                        "Approval " + approval.id() + " ends without a decision at " + approval.endsAt()));
            }
        }
        return waiting;
    }

    private static List<AlertCondition> allowances(double threshold, FleetFigures figures) {
        List<AlertCondition> used = new ArrayList<>();
        for (Spending spending : figures.spending()) {
            double share = figures.activity().usedShare(spending).orElse(0);
            if (share > threshold) {
                used.add(new AlertCondition(
                        AlertRule.ALLOWANCE_USED,
                        spending.key(),
                        share,
                        String.format(Locale.ROOT, "Allowance %s has used %.0f %%", spending.key(), share * 100)));
            }
        }
        return used;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
