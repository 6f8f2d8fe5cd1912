package io.codefleet.agent.worker;

import io.codefleet.AgentReport.Todo;
import io.codefleet.transcript.TranscriptStep;
import java.nio.charset.StandardCharsets;

/** Masks secrets in the texts of steps, and cuts the middle of those that are too long. */
final class StepText {
    /** Lists that are longer keep their beginning. */
    private static final int MAX_TODOS = 50;

    private static final int MAX_TODO_BYTES = 200;

    private final SecretMask mask;
    private final int maxBytes;

    StepText(SecretMask mask, int maxBytes) {
        this.mask = mask;
        this.maxBytes = maxBytes;
    }

    /** Returns the step with texts that may be stored. */
    TranscriptStep bounded(TranscriptStep step) {
        if (step instanceof TranscriptStep.AgentMessage said) {
            return new TranscriptStep.AgentMessage(said.at(), text(said.text()));
        }
        if (step instanceof TranscriptStep.ToolStep call) {
            return new TranscriptStep.ToolStep(
                    call.at(),
                    call.duration(),
                    text(call.tool()),
                    text(call.input()),
                    text(call.output()),
                    call.status());
        }
        if (step instanceof TranscriptStep.Approval approval) {
            return new TranscriptStep.Approval(
                    approval.at(), text(approval.kind()), text(approval.about()), approval.allowed());
        }
        if (step instanceof TranscriptStep.TodoList list) {
            return new TranscriptStep.TodoList(
                    list.at(),
                    list.todos().stream()
                            .limit(MAX_TODOS)
                            .map(todo -> new Todo(
                                    cut(mask.apply(todo.content()), MAX_TODO_BYTES),
                                    cut(mask.apply(todo.status()), MAX_TODO_BYTES)))
                            .toList());
        }
        if (step instanceof TranscriptStep.Note note) {
            return new TranscriptStep.Note(note.at(), text(note.kind()), text(note.text()));
        }
        return step;
    }

    /** Masks before it cuts, as half a secret is not recognized. */
    private String text(String text) {
        return cut(mask.apply(text), maxBytes);
    }

    /** Returns a text of at most about this many bytes: its beginning and its end, with a mark that has the missing size. */
    static String cut(String text, int maxBytes) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= maxBytes) {
            return text;
        }
        int half = maxBytes / 2;
        int head = 0;
        for (int taken = 0; head < text.length(); head += Character.charCount(text.codePointAt(head))) {
            taken += bytes(text.codePointAt(head));
            if (taken > half) {
                break;
            }
        }
        int tail = text.length();
        for (int taken = 0; tail > head; tail -= Character.charCount(text.codePointBefore(tail))) {
            taken += bytes(text.codePointBefore(tail));
            if (taken > half) {
                break;
            }
        }
        return text.substring(0, head) + " … (" + text.substring(head, tail).getBytes(StandardCharsets.UTF_8).length
                + " bytes omitted) … " + text.substring(tail);
    }

    private static int bytes(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
