package io.codefleet.launcher.cli.output;

import io.codefleet.AuditEntry;
import io.codefleet.FleetStats;
import io.codefleet.Schedule;
import io.codefleet.ScheduleInfo;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.Timing;
import io.codefleet.WorkerInfo;
import io.codefleet.scaling.Pool;
import io.codefleet.scaling.ScalingPlan;
import io.codefleet.time.DurationText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Workers and figures for people. */
public final class FleetText {
    private static final int SUBJECTS_SHOWN = 3;

    private final Style style;

    public FleetText(Style style) {
        this.style = style;
    }

    /** Returns the workers as a table. */
    public List<String> workers(List<WorkerInfo> workers, Instant now) {
        Table table = new Table(
                style, "ID", "STATE", "RUNNING", "TYPES", "CAPABILITIES", "DONE", "FAILED", "AVERAGE", "HOST", "SEEN");
        for (WorkerInfo worker : workers) {
            table.row(
                            worker.id(),
                            worker.state().name().toLowerCase(Locale.ROOT),
                            worker.running() + "/" + worker.concurrency(),
                            Text.words(worker.types()),
                            Text.words(worker.capabilities()),
                            String.valueOf(worker.performance().completed()),
                            String.valueOf(worker.performance().failed()
                                    + worker.performance().lost()),
                            DurationText.format(worker.performance().averageTime()),
                            worker.labels().getOrDefault("host", "-"),
                            Text.between(worker.lastSeen(), now) + " ago")
                    .paint(1, state -> style.state(worker.state()));
        }
        return table.lines();
    }

    /** Returns the entries of the audit as a table. */
    public List<String> audit(List<AuditEntry> entries) {
        Table table = new Table(style, "TIME", "ACTOR", "ACTION", "COUNT", "OF");
        for (AuditEntry entry : entries) {
            List<String> named = entry.subjects();
            boolean all = named.size() <= SUBJECTS_SHOWN && named.size() == entry.count();
            List<String> shown = named.subList(0, Math.min(SUBJECTS_SHOWN, named.size()));
            table.row(
                    Text.time(entry.at()),
                    entry.actor(),
                    entry.action().name().toLowerCase(Locale.ROOT)
                            + entry.unknownAction().map(code -> " " + code).orElse("")
                            + entry.detail().map(detail -> " " + detail).orElse(""),
                    String.valueOf(entry.count()),
                    shown.isEmpty() ? "the fleet" : String.join(" ", shown) + (all ? "" : " …"));
        }
        return table.lines();
    }

    /** Returns the figures, the lanes with waiting tasks, and those of them that no worker serves. */
    public List<String> stats(FleetStats stats) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold("now    ") + " " + stats.queued() + " queued, " + stats.delayed() + " delayed, "
                + stats.running() + " running, " + Text.count(stats.workers(), "worker")
                + (stats.paused() ? style.yellow(", paused: no task is handed out") : ""));
        lines.add(style.bold("so far ") + " " + stats.submitted() + " submitted, " + stats.completed() + " completed, "
                + stats.failed() + " failed, " + stats.cancelled() + " cancelled");
        if (!stats.lanes().isEmpty()) {
            lines.add("");
            lines.addAll(lanes(stats.lanes()));
        }
        if (stats.unservable() > 0) {
            lines.add("");
            lines.add(style.yellow(Text.count(stats.unservable(), "task")
                    + (stats.unservable() == 1 ? " waits" : " wait") + " in a lane that no present worker serves"));
        }
        return lines;
    }

    /** Returns the current and the desired number of workers of each pool; empty if the plan has no pool. */
    public List<String> scaling(ScalingPlan plan) {
        if (plan.pools().isEmpty()) {
            return List.of();
        }
        Table table =
                new Table(style, "TYPES", "CAPABILITIES", "RUNNING", "QUEUED", "A TASK TAKES", "WORKERS", "DESIRED");
        for (Pool pool : plan.pools()) {
            table.row(
                            Text.words(pool.types()),
                            Text.words(pool.capabilities()),
                            pool.running() + "/" + pool.slots(),
                            String.valueOf(pool.queued()),
                            DurationText.format(pool.serviceTime()),
                            String.valueOf(pool.workers()),
                            String.valueOf(pool.desiredWorkers()))
                    .paint(6, desired -> pool.desiredWorkers() > pool.workers() ? style.yellow(desired) : desired);
        }
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(table.lines());
        return lines;
    }

    /** Returns the consumption of allowances as a table. */
    public List<String> spending(List<Spending> spendings) {
        Table table = new Table(style, "ALLOWANCE", "TODAY", "TOKENS", "ATTEMPTS", "IN ALL", "TOKENS", "ATTEMPTS");
        for (Spending spending : spendings) {
            Spending.Spent today = spending.ofToday();
            Spending.Spent total = spending.total();
            table.row(
                    spending.key(),
                    Text.dollars(today.cost()),
                    String.valueOf(today.tokens()),
                    String.valueOf(today.attempts()),
                    Text.dollars(total.cost()),
                    String.valueOf(total.tokens()),
                    String.valueOf(total.attempts()));
        }
        return table.lines();
    }

    /** Returns the daily consumption of one allowance as a table. */
    public List<String> days(Spending spending) {
        Table table = new Table(style, "DAY", "COST", "TOKENS", "ATTEMPTS");
        spending.days().forEach((day, spent) -> row(table, day.toString(), spent));
        row(table, "in all", spending.total());
        return table.lines();
    }

    private static void row(Table table, String name, Spending.Spent spent) {
        table.row(name, Text.dollars(spent.cost()), String.valueOf(spent.tokens()), String.valueOf(spent.attempts()));
    }

    /** Returns the schedules as a table. */
    public List<String> schedules(List<ScheduleInfo> schedules) {
        Table table = new Table(style, "SCHEDULE", "DUE", "NEXT", "TYPE", "PROJECT");
        for (ScheduleInfo each : schedules) {
            Optional<Task> template = each.schedule().map(Schedule::template);
            table.row(
                            each.name(),
                            each.schedule()
                                    .map(schedule -> timing(schedule.timing()))
                                    .orElse("known to its hosts only"),
                            each.paused()
                                    ? "paused"
                                    : each.next().map(Text::time).orElse("never"),
                            template.map(Task::type).orElse(""),
                            template.flatMap(task -> task.context().project()).orElse(""))
                    .paint(2, next -> each.paused() ? style.yellow(next) : next);
        }
        return table.lines();
    }

    private static String timing(Timing timing) {
        if (timing instanceof Timing.Cron cron) {
            return cron.expression() + " " + cron.zone();
        }
        return timing instanceof Timing.Every every
                ? "every " + DurationText.format(every.interval())
                : "at " + Text.time(((Timing.At) timing).time());
    }

    private List<String> lanes(List<FleetStats.Lane> lanes) {
        Table table = new Table(style, "LANE", "REQUIRES", "QUEUED", "OLDEST", "SERVED BY");
        for (FleetStats.Lane lane : lanes) {
            boolean nobody = lane.servingWorkers() == 0;
            String served = nobody ? "nobody" : Text.count(lane.servingWorkers(), "worker");
            table.row(
                            lane.workerId()
                                    .map(worker -> lane.type() + " on " + worker)
                                    .orElse(lane.type()),
                            Text.words(lane.requiredCapabilities()),
                            String.valueOf(lane.queued()),
                            DurationText.format(lane.oldest()),
                            served)
                    .paint(4, words -> nobody ? style.yellow(words) : words);
        }
        return table.lines();
    }
}
