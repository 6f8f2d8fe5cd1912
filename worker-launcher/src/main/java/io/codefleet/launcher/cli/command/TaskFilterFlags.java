package io.codefleet.launcher.cli.command;

import io.codefleet.TaskQuery;
import io.codefleet.TaskTags;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that select tasks by what they were submitted with; a mixin. */
final class TaskFilterFlags {
    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "Only tasks of this type.")
    private @Nullable String type;

    @Option(
            names = "--tag",
            paramLabel = "KEY=VALUE",
            description = "Only tasks with this tag; given several times, with all of them.")
    private List<String> tags = List.of();

    @Option(
            names = "--submitter",
            paramLabel = "ACTOR",
            description = "Only tasks that this actor submitted; see --as.")
    private @Nullable String submitter;

    /** Returns whether the flags select all tasks. */
    boolean isEmpty() {
        return type == null && tags.isEmpty() && submitter == null;
    }

    /**
     * Returns a copy of a query with the values of the flags.
     *
     * @throws io.codefleet.error.InvalidInputException if a value is malformed, or a tag's key is there twice
     */
    TaskQuery apply(TaskQuery query) {
        TaskQuery filtered = type == null ? query : query.type(type);
        filtered = submitter == null ? filtered : filtered.submitter(submitter);
        return tags.isEmpty() ? filtered : filtered.tags(TaskTags.parse("--tag", tags));
    }
}
