package io.codefleet;

import io.codefleet.error.CodefleetException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** A schedule that this client holds. Its methods may be called from any thread. */
public interface ScheduleHandle {
    /** Returns the schedule's name. */
    String name();

    /** Returns the next submitted occurrence, as far as this client knows; absent if nothing is due any more. */
    Optional<Occurrence> next();

    /** Returns why the next time could not be submitted yet; it is tried again. Absent while all is well. */
    Optional<CodefleetException> failure();

    /**
     * Cancels the schedule for this client, and what is submitted ahead unless it has begun. Other clients that hold it go on
     * with the time after that.
     *
     * @param reason why, for the outcome
     */
    Future<Void> cancel(String reason);

    /** Closes the schedule for this client; what is submitted ahead is run. Closing the client does the same. */
    void close();

    /**
     * One time that is due.
     *
     * @param time when, by the broker's clock
     * @param taskId the task that runs then
     */
    record Occurrence(Instant time, String taskId) {}
}
