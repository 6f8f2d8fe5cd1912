package io.codefleet;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Labels that a task is listed and found by, in addition to its type and status. A broker derives them from the task and its
 * submitter, and stores them next to the task.
 *
 * @param submitter the {@link CodefleetOptions#actor() actor} of the client that submitted it first: what that client claims,
 *     not a proof. Absent: a version without submitters submitted it
 * @param tags its {@link Task#tags() tags}
 * @param project its project; absent if it names none, or one of more than {@value #MAX_LENGTH} characters
 * @param model the first model that it asks for; absent if it names none, or one of more than {@value #MAX_LENGTH} characters
 */
public record TaskLabels(
        Optional<String> submitter, SortedMap<String, String> tags, Optional<String> project, Optional<String> model) {
    /** No labels. */
    public static final TaskLabels NONE =
            new TaskLabels(Optional.empty(), Collections.emptySortedMap(), Optional.empty(), Optional.empty());

    /** How long a project or model may be; a longer one is in the task only. */
    public static final int MAX_LENGTH = 500;

    /** @throws io.codefleet.error.InvalidInputException if a tag is malformed */
    public TaskLabels {
        tags = TaskTags.check("tags", tags);
    }

    /** Returns the labels of a task that this actor submits. */
    public static TaskLabels of(Task task, String actor) {
        TaskContext context = task.context();
        return new TaskLabels(
                Optional.of(actor),
                task.tags(),
                context.project().filter(TaskLabels::isShort),
                context.models().stream().findFirst().filter(TaskLabels::isShort));
    }

    private static boolean isShort(String text) {
        return text.length() <= MAX_LENGTH;
    }

    /** Returns whether it has the submitter and all tags that a query names. */
    public boolean matches(TaskQuery query) {
        return tags.entrySet().containsAll(query.tags().entrySet())
                && (query.submitter().isEmpty() || query.submitter().equals(submitter));
    }
}
