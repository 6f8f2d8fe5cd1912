package io.codefleet.launcher.cli.output;

import io.codefleet.time.DurationText;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import java.util.ArrayList;
import java.util.List;

/** Transcripts for people. */
public final class TranscriptText {
    private static final int WIDTH = 160;
    private static final int MAX_OUTPUT_LINES = 12;
    private static final String INDENT = "    ";

    private final Style style;

    public TranscriptText(Style style) {
        this.style = style;
    }

    /** Returns the steps of a transcript, each in one or a few lines. */
    public List<String> lines(Transcript transcript) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Text.line(transcript.taskId())) + "  attempt " + transcript.attempt() + ", "
                + Text.count(transcript.steps().size(), "step"));
        transcript.steps().forEach(step -> add(lines, step));
        if (!transcript.complete()) {
            lines.add(style.yellow("  the end of the attempt is not recorded"));
        }
        return lines;
    }

    private void add(List<String> lines, TranscriptStep step) {
        String at = "  " + Text.time(step.at()) + "  ";
        if (step instanceof TranscriptStep.AgentMessage said) {
            lines.add(at + "text");
            said.text().lines().forEach(line -> lines.add(INDENT + Text.safe(line)));
        } else if (step instanceof ToolStep call) {
            lines.add(at + end(call) + " " + Text.line(call.tool()) + " " + Text.brief(call.input(), WIDTH));
            output(lines, call.output());
        } else if (step instanceof TranscriptStep.ModelStep model) {
            lines.add(at + "model " + model.model().map(Text::line).orElse("") + " "
                    + model.usage().tokens() + " tokens, "
                    + Text.dollars(model.usage().cost()) + ", " + DurationText.format(model.duration()));
        } else if (step instanceof TranscriptStep.Approval approval) {
            lines.add(at + (approval.allowed() ? "allowed " : "denied ") + Text.line(approval.kind()) + " "
                    + Text.line(approval.about()));
        } else if (step instanceof TranscriptStep.TodoList list) {
            lines.add(at + "to-do list");
            list.todos()
                    .forEach(todo ->
                            lines.add(INDENT + Text.line(todo.status()) + "  " + Text.brief(todo.content(), WIDTH)));
        } else if (step instanceof TranscriptStep.Note note) {
            lines.add(at + Text.line(note.kind()) + ": " + Text.brief(note.text(), WIDTH));
        } else if (step instanceof TranscriptStep.Omitted omitted) {
            lines.add(style.yellow("  … " + Text.count(omitted.steps(), "step") + " omitted"));
        }
    }

    private String end(ToolStep call) {
        return switch (call.status()) {
            case RUNNING -> style.yellow("running");
            case COMPLETED -> style.green("✓") + " " + DurationText.format(call.duration());
            case FAILED -> style.red("✗") + " " + DurationText.format(call.duration());
        };
    }

    private static void output(List<String> lines, String output) {
        List<String> all = output.lines().toList();
        all.stream().limit(MAX_OUTPUT_LINES).forEach(line -> lines.add(INDENT + Text.brief(line, WIDTH)));
        if (all.size() > MAX_OUTPUT_LINES) {
            lines.add(INDENT + "… " + Text.count(all.size() - MAX_OUTPUT_LINES, "more line"));
        }
    }
}
