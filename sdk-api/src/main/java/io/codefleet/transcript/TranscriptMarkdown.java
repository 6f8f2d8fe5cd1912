package io.codefleet.transcript;

import io.codefleet.time.DurationText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writer of transcripts as Markdown. */
final class TranscriptMarkdown {
    private static final Pattern BACKTICKS = Pattern.compile("`+");
    private static final int SHORTEST_FENCE = 3;

    private final StringBuilder text = new StringBuilder();

    String write(Transcript transcript) {
        text.append("# Transcript of ")
                .append(code(transcript.taskId()))
                .append(", attempt ")
                .append(transcript.attempt())
                .append("\n");
        transcript.steps().forEach(this::step);
        if (!transcript.complete()) {
            text.append("\n*The end of the attempt is not recorded.*\n");
        }
        return text.toString();
    }

    private void step(TranscriptStep step) {
        if (step instanceof TranscriptStep.AgentMessage said) {
            heading(said, "Text");
            quote(said.text());
        } else if (step instanceof TranscriptStep.ToolStep call) {
            heading(call, "Tool " + code(call.tool()) + ", " + toolEnd(call));
            fence("json", call.input());
            if (!call.output().isEmpty()) {
                fence("", call.output());
            }
        } else if (step instanceof TranscriptStep.ModelStep model) {
            heading(
                    model,
                    "Model " + model.model().map(name -> code(name) + ", ").orElse("")
                            + model.usage().tokens() + " tokens, $"
                            + model.usage().cost().toPlainString() + ", " + DurationText.format(model.duration()));
        } else if (step instanceof TranscriptStep.Approval approval) {
            heading(approval, "Permission " + code(approval.kind()) + (approval.allowed() ? " allowed" : " denied"));
            fence("", approval.about());
        } else if (step instanceof TranscriptStep.TodoList list) {
            heading(list, "To-do list");
            list.todos().forEach(todo -> line("- " + code(todo.status()) + " " + code(todo.content())));
        } else if (step instanceof TranscriptStep.Note note) {
            heading(note, "Note " + code(note.kind()));
            quote(note.text());
        } else if (step instanceof TranscriptStep.Omitted omitted) {
            line("");
            line("*" + omitted.steps() + (omitted.steps() == 1 ? " step" : " steps") + " omitted*");
        }
    }

    private static String toolEnd(TranscriptStep.ToolStep call) {
        return switch (call.status()) {
            case RUNNING -> "still running";
            case COMPLETED -> "completed in " + DurationText.format(call.duration());
            case FAILED -> "failed after " + DurationText.format(call.duration());
        };
    }

    private void heading(TranscriptStep step, String title) {
        Instant at = step.at().truncatedTo(ChronoUnit.SECONDS);
        line("");
        line("## " + at + " " + title);
        line("");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void quote(String words) {
        words.lines().forEach(each -> line("> " + each));
    }

    private void fence(String language, String content) {
        String fence = backticks(content, SHORTEST_FENCE);
        line(fence + language);
        line(content.stripTrailing());
        line(fence);
    }

    /** Returns a text as code in a line, whatever it has. */
    private static String code(String words) {
        String fence = backticks(words, 1);
        String oneLine = words.lines().reduce((one, other) -> one + " " + other).orElse("");
        String space = oneLine.startsWith("`") || oneLine.endsWith("`") ? " " : "";
        return fence + space + oneLine + space + fence;
    }

    /** Returns more backticks than a text has in a row. */
    private static String backticks(String content, int fewest) {
        int longest = fewest - 1;
        Matcher found = BACKTICKS.matcher(content);
        while (found.find()) {
            longest = Math.max(longest, found.end() - found.start());
        }
        return "`".repeat(longest + 1);
    }
}
