package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskSummary;
import io.vertx.core.Future;
import java.util.Optional;

/** Source of the tasks of steps: a driver of the run submits them, a watcher only looks them up. */
interface StepTasks {
    /**
     * End of a task.
     *
     * @param outcome its outcome
     * @param isEarlier whether it is a task of an earlier run, which this one continues
     */
    record TaskEnd(Outcome outcome, boolean isEarlier) {}

    /**
     * Runs a task, or finds it where it has been run. Futures complete on the context; that of a task which is only looked up
     * and has not ended never does.
     *
     * @param name its id within the run, such as {@code lint} or {@code check#3}
     * @param task its content; its id and parent are set here
     * @param mayBeEarlier whether the result of an earlier run may be taken
     */
    Future<TaskEnd> run(String name, Task task, boolean mayBeEarlier);

    /** Runs a task that undoes, as {@link #run} does: past the budget, and after the end of the run's time. */
    Future<TaskEnd> undo(String name, Task task);

    /** Cancels one task, or keeps it from being submitted. */
    void cancel(String name, String reason);

    /** Returns the id of a task. */
    String idOf(String name);

    /** Returns the summary of a task that has not ended; empty where nothing watches it, and where there is none yet. */
    Optional<TaskSummary> seen(String name);
}
