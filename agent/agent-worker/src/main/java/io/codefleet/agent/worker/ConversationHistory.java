package io.codefleet.agent.worker;

import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** History of the prompts and answers of earlier tasks, for an agent without their session. */
final class ConversationHistory {
    /** How long it may be; about ten thousand tokens of English. */
    static final int MAX_CHARACTERS = 40_000;

    private static final String CUT = "\n[…]\n";

    private ConversationHistory() {}

    /**
     * Returns the history of the completed tasks, the latest last. Cuts the earliest ones if they are too long.
     * Empty if there are none.
     */
    static String of(Collection<TaskInfo> tasks) {
        List<String> pieces = new ArrayList<>();
        int room = MAX_CHARACTERS;
        List<TaskInfo> latestFirst = new ArrayList<>(tasks);
        Collections.reverse(latestFirst);
        for (TaskInfo info : latestFirst) {
            if (info.outcome().orElse(null) instanceof Outcome.Completed completed && room > CUT.length()) {
                String piece = cut(piece(info, completed.result()), room);
                room -= piece.length();
                pieces.add(0, piece);
            }
        }
        return pieces.isEmpty()
                ? ""
                : "This task continues earlier work. The earlier requests and answers:\n\n"
                        + String.join("\n\n", pieces) + "\n\nEnd of the earlier work. What is asked now:\n\n";
    }

    private static String piece(TaskInfo info, TaskResult result) {
        return "<asked>\n" + info.task().prompt() + "\n</asked>\n<answered>\n" + result.text() + "\n</answered>";
    }

    /** Cuts the middle of a text. Keeps the beginning, which has the subject, and the end, which has the result. */
    private static String cut(String text, int room) {
        if (text.length() <= room) {
            return text;
        }
        int half = (room - CUT.length()) / 2;
        return text.substring(0, half) + CUT + text.substring(text.length() - half);
    }
}
