package io.codefleet.transcript;

import io.codefleet.CodefleetClient;
import java.util.List;

/**
 * Record of an agent's steps in one attempt of a task. The worker writes it while the attempt runs, and the broker keeps it as
 * long as the task. Obtained from {@link CodefleetClient#transcript}.
 *
 * @param taskId the task
 * @param attempt the attempt, from 1
 * @param steps its steps in order, with a mark in place of those that are not kept
 * @param complete whether the worker recorded the end of the attempt; if not, the attempt runs, or the worker was lost
 */
public record Transcript(String taskId, int attempt, List<TranscriptStep> steps, boolean complete) {
    public Transcript {
        steps = List.copyOf(steps);
    }

    /** Returns it as Markdown for people; texts of the agent are quoted, so that they cannot look like the transcript's own. */
    public String toMarkdown() {
        return new TranscriptMarkdown().write(this);
    }

    /** Returns the number of its steps and not their content, which may be secret. */
    @Override
    public String toString() {
        return "Transcript[taskId=" + taskId + ", attempt=" + attempt + ", " + steps.size() + " steps, complete="
                + complete + "]";
    }
}
