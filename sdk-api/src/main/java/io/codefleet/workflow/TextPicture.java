package io.codefleet.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run as lines of text. */
final class TextPicture {
    private static final int NOTE_LENGTH = 200;

    private final WorkflowStatus status;
    private final int width;

    TextPicture(WorkflowStatus status) {
        this.status = status;
        this.width = width(status.steps(), 0);
    }

    private static int width(List<StepStatus> steps, int depth) {
        return steps.stream()
                .mapToInt(step -> Math.max(2 * depth + step.name().length(), width(step.steps(), depth + 1)))
                .max()
                .orElse(0);
    }

    static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static char sign(StepState state) {
        return switch (state) {
            case SUCCEEDED -> '+';
            case FAILED -> 'x';
            case SKIPPED -> '-';
            case RUNNING -> '>';
            case WAITING_FOR_APPROVAL -> '?';
            case PENDING, QUEUED -> '.';
        };
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long ended =
                status.steps().stream().filter(step -> step.state().hasEnded()).count();
        lines.add("run " + status.runId() + " of " + status.workflow().name() + ": " + words(status.state()) + ", "
                + ended + " of " + status.steps().size() + " steps, $"
                + status.usage().cost().toPlainString());
        if (!status.note().isEmpty()) {
            lines.add("  " + oneLine(status.note()));
        }
        status.steps().forEach(step -> add(lines, step, status.workflow(), 0));
        return lines;
    }

    private void add(List<String> lines, StepStatus step, Workflow workflow, int depth) {
        String indent = "  ".repeat(depth);
        StringBuilder line = new StringBuilder();
        line.append("  ").append(indent).append(sign(step.state())).append(' ').append(step.name());
        line.append(" ".repeat(width - 2 * depth - step.name().length()));
        line.append("  ").append(words(step.state()));
        if (step.taskIds().size() > 1) {
            line.append(", ").append(step.taskIds().size()).append(" tasks");
        }
        if (!step.duration().isZero()) {
            line.append(", ").append(seconds(step.duration()));
        }
        if (step.found()) {
            line.append(", found");
        }
        step.compensation().ifPresent(undo -> line.append(", undo ").append(words(undo)));
        if (!step.note().isEmpty()) {
            // what somebody is asked to approve is shown whole, with the ends of its lines
            boolean asks = step.state() == StepState.WAITING_FOR_APPROVAL;
            line.append(": ").append(asks ? step.note().replaceAll("\\R", "\\\\n") : oneLine(step.note()));
        } else if (step.state() == StepState.PENDING) {
            line.append(": after ").append(after(step, workflow));
        }
        lines.add(line.toString());
        workflow.steps().stream()
                .filter(each -> each.name().equals(step.name()) && each.work() instanceof StepWork.WorkflowWork)
                .map(each -> ((StepWork.WorkflowWork) each.work()).workflow())
                .forEach(nested -> step.steps().forEach(each -> add(lines, each, nested, depth + 1)));
    }

    private static String after(StepStatus step, Workflow workflow) {
        return workflow.steps().stream()
                .filter(each -> each.name().equals(step.name()))
                .flatMap(each -> each.after().stream())
                .map(dependency -> dependency.step()
                        + (dependency.on() == Condition.SUCCESS ? "" : " (" + words(dependency.on()) + ")"))
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() < 10
                ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                : duration.toSeconds() + " s";
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= NOTE_LENGTH ? line : line.substring(0, NOTE_LENGTH) + "…";
    }
}
