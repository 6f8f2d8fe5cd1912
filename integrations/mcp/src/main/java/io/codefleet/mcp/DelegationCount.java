package io.codefleet.mcp;

import io.codefleet.TaskSummary;
import io.codefleet.workflow.Workflows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Number of the tasks that one task has submitted. A run counts with the tasks that it asks for, or with those that it has
 * submitted if these are more, as a step may make the list of another.
 */
final class DelegationCount {
    /** The types of tasks that no worker does. */
    private static final Set<String> WITHOUT_WORK =
            Set.of(Workflows.APPROVAL_TYPE, Workflows.PAUSE_TYPE, Workflows.TIME_LIMIT_TYPE);

    private final String caller;
    private final Set<String> tasks = new HashSet<>();
    private final Map<String, CountedRun> runs = new HashMap<>();

    DelegationCount(String caller) {
        this.caller = caller;
    }

    private static final class CountedRun {
        private final Set<String> tasks = new HashSet<>();
        private Optional<Integer> planned = Optional.empty();

        int size() {
            return Math.max(planned.orElse(1), tasks.size());
        }
    }

    /** Adds a task if it is one of the caller's, or of a run that was added before. One that was added before counts once. */
    void add(TaskSummary task) {
        Optional<String> parent = task.parentId();
        if (parent.isEmpty() || WITHOUT_WORK.contains(task.type())) {
            return;
        }
        if (parent.get().equals(caller)) {
            if (task.type().equals(Workflows.TASK_TYPE)) {
                runs.computeIfAbsent(task.id(), id -> new CountedRun());
            } else {
                tasks.add(task.id());
            }
        } else {
            Optional.ofNullable(runs.get(parent.get())).ifPresent(run -> run.tasks.add(task.id()));
        }
    }

    /** Returns the runs for which {@link #plan} was not called. */
    List<String> unreadRuns() {
        return runs.entrySet().stream()
                .filter(run -> run.getValue().planned.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Sets how many tasks a run asks for. */
    void plan(String run, int size) {
        Optional.ofNullable(runs.get(run)).ifPresent(known -> known.planned = Optional.of(size));
    }

    int tasks() {
        return tasks.size() + runs.values().stream().mapToInt(CountedRun::size).sum();
    }
}
