package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.util.Optional;

/**
 * Filter of the events that a watch delivers.
 *
 * @param taskId only those of this task
 * @param tasks whether those of tasks
 * @param workers whether those of workers
 * @param after begin behind this {@link FleetEvent#cursor()}; absent: with the next event; {@link #OLDEST}: with the oldest
 *     that is kept
 */
@CheckReturnValue
public record EventQuery(Optional<String> taskId, boolean tasks, boolean workers, Optional<String> after) {
    /** The cursor before the oldest event that is kept. */
    public static final String OLDEST = "0";

    /** All events from now on. */
    public static final EventQuery ALL = new EventQuery(Optional.empty(), true, true, Optional.empty());

    /** The events of tasks from now on. */
    public static final EventQuery TASKS = new EventQuery(Optional.empty(), true, false, Optional.empty());

    /** The events of workers from now on. */
    public static final EventQuery WORKERS = new EventQuery(Optional.empty(), false, true, Optional.empty());

    /** Returns the events of one task from now on. */
    public static EventQuery task(String taskId) {
        return new EventQuery(Optional.of(taskId), true, false, Optional.empty());
    }

    /** Returns a copy that begins behind this cursor. */
    public EventQuery after(String cursor) {
        return new EventQuery(taskId, tasks, workers, Optional.of(cursor));
    }

    /** Returns whether this query wants the event. */
    public boolean wants(FleetEvent event) {
        if (event instanceof FleetEvent.TaskEvent task) {
            return tasks && taskId.map(id -> id.equals(task.taskId())).orElse(true);
        }
        return workers || event instanceof FleetEvent.Missed;
    }
}
