package io.codefleet;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The schedules that the clients of a namespace hold, or held within 30 days. A change reaches the clients that hold the schedule
 * within a minute. Methods may be called from any thread; those with a name fail with {@link
 * io.codefleet.error.InvalidInputException} if no schedule has it.
 */
public interface ScheduleRegistry {
    /** Returns all schedules, by name. */
    Future<List<ScheduleInfo>> list();

    /** Returns the schedule with this name. */
    default Future<Optional<ScheduleInfo>> find(String name) {
        return list().map(all ->
                all.stream().filter(each -> each.name().equals(name)).findFirst());
    }

    /** Submits no time that is due until {@link #resume}. The time that is submitted ahead is cancelled unless it has begun. */
    Future<Void> pause(String name);

    /**
     * Resumes a schedule: it submits what is due from now on. What was due during the pause is caught up as far as
     * {@link Schedule#catchUp()} allows.
     */
    Future<Void> resume(String name);

    /** Submits the template now, as a task of its own; the times that are due stay as they are. */
    Future<TaskHandle> runNow(String name);

    /**
     * Replaces the timing, the template and the time to catch up. The edit holds until a client defines the schedule differently
     * than before. The time that is submitted ahead is cancelled unless it has begun.
     *
     * <p>Fails with {@link io.codefleet.error.InvalidInputException} if the cron expression is none or never due, or the definition
     * is larger than a {@link Document}.
     */
    Future<Void> edit(Schedule schedule);

    /**
     * Replaces a definition as {@link #edit(Schedule)} does, if it is the one that the caller has read.
     *
     * @param read the definition as {@link #find} returned it
     * @return whether the schedule has the new definition; if not, somebody has changed it meanwhile, and it stays
     */
    Future<Boolean> edit(Schedule schedule, Schedule read);
}
