package io.codefleet.launcher.cli.output;

import io.codefleet.AttemptInfo;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.workflow.Workflows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tasks for people. */
public final class TaskText {
    private static final int PROMPT_WIDTH = 100;

    private final Style style;

    public TaskText(Style style) {
        this.style = style;
    }

    /** Returns a list of tasks as a table. */
    public List<String> table(List<TaskSummary> tasks, Instant now) {
        Table table = new Table(style, "ID", "TYPE", "STATUS", "PRIO", "REQUIRES", "ATTEMPT", "WORKER", "AGE");
        for (TaskSummary task : tasks) {
            table.row(
                            task.id(),
                            task.type(),
                            task.status().name().toLowerCase(Locale.ROOT),
                            String.valueOf(task.priority()),
                            Text.words(task.requiredCapabilities()),
                            String.valueOf(task.attempt()),
                            task.workerId().orElse("-"),
                            Text.between(task.submittedAt(), now))
                    .paint(2, status -> style.status(task.status()));
        }
        return table.lines();
    }

    /** Returns failed tasks as a table, each with its error. */
    public List<String> deadLetters(List<TaskInfo> failed, Instant now) {
        Table table = new Table(style, "ID", "TYPE", "ATTEMPTS", "FAILED", "ERROR");
        for (TaskInfo info : failed) {
            if (info.outcome().orElse(null) instanceof Outcome.Failed outcome) {
                table.row(
                        info.summary().id(),
                        info.summary().type(),
                        String.valueOf(outcome.attempts()),
                        Text.between(outcome.finishedAt(), now) + " ago",
                        Text.brief(OutcomeText.error(outcome.error()), PROMPT_WIDTH));
            }
        }
        return table.lines();
    }

    /**
     * Returns all details of one task: its state, its attempts, and its end.
     *
     * @param waits why it does not run yet
     */
    public List<String> details(TaskInfo info, Optional<String> waits, Instant now) {
        TaskSummary task = info.summary();
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Text.line(task.id())) + "  " + style.status(task.status())
                + (task.cancelRequested() && !task.status().isTerminal() ? style.yellow(" (cancel requested)") : ""));
        lines.add("  prompt     " + prompt(info.task()));
        lines.add("  type       " + Text.line(task.type()) + ", priority " + task.priority() + ", requires "
                + Text.words(task.requiredCapabilities()));
        info.task().context().project().ifPresent(project -> lines.add("  project    " + Text.line(project)));
        if (!task.tags().isEmpty()) {
            lines.add("  tags       " + tags(task));
        }
        lines.add("  submitted  " + Text.time(task.submittedAt()) + " (" + Text.between(task.submittedAt(), now)
                + " ago)"
                + task.submitter().map(actor -> " by " + Text.line(actor)).orElse(""));
        waits.ifPresent(reason -> lines.add("  " + style.yellow(reason)));
        info.progress()
                .filter(progress -> !task.status().isTerminal())
                .ifPresent(progress -> lines.add("  doing      " + Text.brief(progress.text(), PROMPT_WIDTH)));
        lines.addAll(history(info.history(), now));
        info.outcome().ifPresent(outcome -> lines.addAll(outcome(outcome)));
        return lines;
    }

    private static String tags(TaskSummary task) {
        return task.tags().entrySet().stream()
                .map(tag -> Text.line(tag.getKey() + "=" + tag.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the prompt of a task: shortened, but whole where a person is asked to approve it. */
    private static String prompt(Task task) {
        return task.type().equals(Workflows.APPROVAL_TYPE)
                ? Text.line(task.prompt())
                : Text.brief(task.prompt(), PROMPT_WIDTH);
    }

    private List<String> history(List<AttemptInfo> history, Instant now) {
        List<String> lines = new ArrayList<>();
        for (AttemptInfo attempt : history) {
            String end = attempt.end()
                    .map(how -> how.name().toLowerCase(Locale.ROOT))
                    .orElse("running");
            String error = attempt.error()
                    .map(fault -> ": " + OutcomeText.error(fault))
                    .orElse("");
            lines.add("  attempt " + attempt.attempt() + "  " + Text.line(attempt.workerId()) + ", " + end + ", "
                    + Text.between(attempt.startedAt(), attempt.endedAt().orElse(now)) + error);
        }
        return lines;
    }

    private List<String> outcome(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        OutcomeText text = new OutcomeText(style);
        lines.add("");
        if (outcome instanceof Outcome.Completed completed) {
            lines.add(Text.safe(completed.result().text()));
            lines.addAll(text.summary(completed.result()));
        } else {
            lines.add(text.ending(outcome));
        }
        return lines;
    }

    /** Returns a message that no present worker can serve a lane, and what would. */
    public static String unservable(FleetStats.Lane lane) {
        if (lane.workerId().isPresent()) {
            return "no present worker can serve it: it is placed on worker "
                    + Text.line(lane.workerId().get()) + ", which is not there; start that worker, or cancel the task";
        }
        StringBuilder need = new StringBuilder("type " + Text.line(lane.type()));
        StringBuilder flags = new StringBuilder();
        if (!lane.requiredCapabilities().isEmpty()) {
            need.append(" with ").append(Text.words(lane.requiredCapabilities()));
            flags.append(" --capability ").append(Text.line(String.join(",", lane.requiredCapabilities())));
        }
        return "no present worker can serve it: it needs one for " + need + "; start one with codefleet worker" + flags;
    }
}
