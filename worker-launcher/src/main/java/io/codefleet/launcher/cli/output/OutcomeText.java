package io.codefleet.launcher.cli.output;

import io.codefleet.Outcome;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.time.DurationText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An outcome for people. */
public final class OutcomeText {
    private static final String FURTHER_IN = "      ";

    private final Style style;

    public OutcomeText(Style style) {
        this.style = style;
    }

    /** Returns the result of a completed task except for its text: changed files, then one line of figures. */
    public List<String> summary(TaskResult result) {
        List<String> lines = new ArrayList<>();
        if (!result.files().isEmpty()) {
            lines.add(style.bold("changed files"));
            result.files().forEach(file -> lines.add("  " + Text.line(file)));
        }
        lines.addAll(omitted(result));
        lines.add(style.dim(figures(result)));
        return lines;
    }

    /** Returns a line for each part that a result omits. */
    private List<String> omitted(TaskResult result) {
        List<String> lines = new ArrayList<>();
        Map<String, Object> data = result.data();
        if (data.containsKey(TaskResult.OMITTED_FILES)) {
            lines.add(style.yellow("  and " + data.get(TaskResult.OMITTED_FILES) + " more changed files"));
        }
        if (data.containsKey(TaskResult.OMITTED_PATCH_BYTES)) {
            lines.add(style.yellow(
                    "without the patch, which has " + data.get(TaskResult.OMITTED_PATCH_BYTES) + " bytes or more"));
        }
        if (data.containsKey(TaskResult.OMITTED_TEXT)) {
            lines.add(
                    style.yellow("without the last " + data.get(TaskResult.OMITTED_TEXT) + " characters of the text"));
        }
        lines.addAll(named(data, TaskResult.UNREPORTED, "may have changed, too, and could not be read"));
        lines.addAll(named(data, TaskResult.OMITTED_CONTENT, "in the patch as a reference to Git LFS only"));
        return lines;
    }

    private List<String> named(Map<String, Object> data, String key, String title) {
        List<String> lines = new ArrayList<>();
        if (data.get(key) instanceof List<?> paths && !paths.isEmpty()) {
            lines.add(style.yellow(title));
            paths.forEach(path -> lines.add("  " + Text.safe(String.valueOf(path))));
        }
        return lines;
    }

    /** Tokens, cost, duration, model and session in one line. */
    public static String figures(TaskResult result) {
        List<String> figures = new ArrayList<>();
        if (!result.usage().equals(Usage.NONE)) {
            figures.add(tokens(result.usage()));
            figures.add(cost(result.usage().cost()));
        }
        figures.add(DurationText.format(result.duration()));
        result.model().ifPresent(model -> figures.add("model " + Text.line(model)));
        result.sessionId().ifPresent(session -> figures.add("session " + Text.line(session)));
        return String.join(" · ", figures);
    }

    private static String tokens(Usage usage) {
        String tokens = String.format(Locale.ROOT, "tokens %,d in, %,d out", usage.inputTokens(), usage.outputTokens());
        if (usage.reasoningTokens() > 0) {
            tokens += String.format(Locale.ROOT, ", %,d reasoning", usage.reasoningTokens());
        }
        return usage.cacheReadTokens() > 0
                ? tokens + String.format(Locale.ROOT, ", %,d from cache", usage.cacheReadTokens())
                : tokens;
    }

    private static String cost(BigDecimal cost) {
        return "cost $" + cost.stripTrailingZeros().toPlainString();
    }

    /** Returns a description of the end of a task that did not complete. */
    public String ending(Outcome outcome) {
        return outcome.fold(
                completed -> style.green("completed"),
                failed -> style.red("failed") + " after " + Text.count(failed.attempts(), "attempt") + ": "
                        + error(failed.error()),
                cancelled -> style.yellow("cancelled") + ": " + Text.indented(cancelled.reason(), FURTHER_IN));
    }

    /** Returns an error with its kind and the place where it happened. */
    public static String error(TaskError error) {
        String where = error.workerId()
                .map(worker -> " (on " + Text.line(worker) + ")")
                .orElse("");
        return Text.indented(error.message(), FURTHER_IN) + " [" + error.kind() + "]" + where;
    }
}
