package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A property of tasks by whose exact values a search selects. The read model has an index of each. */
public enum TaskFacet {
    /** Where the task is in its life; several values select the tasks with any of them. */
    STATUS("status", task -> List.of(task.status().code())),
    /** The type of the task. */
    TYPE("type", task -> List.of(task.type())),
    /** The worker that runs the task, or ran it last. */
    WORKER("worker", task -> task.workerId().map(List::of).orElse(List.of())),
    /** A tag, written as {@code key=value}; several values select the tasks that have all of them. */
    TAG(
            "tag",
            task -> task.tags().entrySet().stream()
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .toList()),
    /** The actor of the client that submitted the task first. */
    SUBMITTER("submitter", task -> task.submitter().map(List::of).orElse(List.of())),
    /** The project of the task. */
    PROJECT("project", task -> task.project().map(List::of).orElse(List.of())),
    /** The first model that the task asks for. */
    MODEL("model", task -> task.model().map(List::of).orElse(List.of())),
    /** The task that it is a part of. */
    PARENT("parent", task -> task.parentId().map(List::of).orElse(List.of()));

    private final String code;
    private final Function<TaskSummary, Collection<String>> values;

    TaskFacet(String code, Function<TaskSummary, Collection<String>> values) {
        this.code = code;
        this.values = values;
    }

    /** Returns the name of the parameter of the API. */
    public String code() {
        return code;
    }

    /** Returns whether a task must have all values of a filter, and not only one of them. */
    boolean all() {
        return this == TAG;
    }

    Collection<String> values(TaskSummary task) {
        return values.apply(task);
    }

    /** Returns the facet with this code. */
    public static Optional<TaskFacet> of(String code) {
        return Arrays.stream(values()).filter(facet -> facet.code.equals(code)).findFirst();
    }
}
