package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A property of tasks by whose exact values a search selects. The read model has an index of each. */
public enum TaskFacet {
    /** Where the task is in its life; several values select the tasks with any of them. */
    STATUS("status"),
    /** The type of the task. */
    TYPE("type"),
    /** The worker that runs the task, or ran it last. */
    WORKER("worker"),
    /** A tag, written as {@code key=value}; several values select the tasks that have all of them. */
    TAG("tag"),
    /** The actor of the client that submitted the task first. */
    SUBMITTER("submitter"),
    /** The project of the task. */
    PROJECT("project"),
    /** The first model that the task asks for. */
    MODEL("model"),
    /** The task that it is a part of. */
    PARENT("parent");

    private final String code;

    TaskFacet(String code) {
        this.code = code;
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
        return switch (this) {
            case STATUS -> List.of(task.status().code());
            case TYPE -> List.of(task.type());
            case WORKER -> list(task.workerId());
            case TAG ->
                task.tags().entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .toList();
            case SUBMITTER -> list(task.submitter());
            case PROJECT -> list(task.project());
            case MODEL -> list(task.model());
            case PARENT -> list(task.parentId());
        };
    }

    private static List<String> list(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }

    /** Returns the facet with this code. */
    public static Optional<TaskFacet> of(String code) {
        return Arrays.stream(values()).filter(facet -> facet.code.equals(code)).findFirst();
    }
}
