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

    Collection<String> values(TaskSummary task) {
        return values.apply(task);
    }

    /** Returns the facet with this code. */
    public static Optional<TaskFacet> of(String code) {
        return Arrays.stream(values()).filter(facet -> facet.code.equals(code)).findFirst();
    }
}
