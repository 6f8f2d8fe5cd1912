package io.codefleet;

import java.time.Instant;
import java.util.Optional;

/**
 * State of a schedule, as the fleet stores it.
 *
 * @param name the name of the schedule
 * @param schedule the timing and the template; absent if they are too large to be shared, so that only its hosts know them
 * @param paused whether no time is submitted until it is resumed
 * @param edited whether the definition differs from that of its hosts
 * @param next the next time that is due, by the broker's clock; absent while it is paused, and after its last
 * @param heldAt when a client that holds the schedule last said so, to ten minutes
 */
public record ScheduleInfo(
        String name,
        Optional<Schedule> schedule,
        boolean paused,
        boolean edited,
        Optional<Instant> next,
        Instant heldAt) {}
