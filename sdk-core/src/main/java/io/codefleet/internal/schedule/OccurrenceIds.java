package io.codefleet.internal.schedule;

import io.codefleet.Schedule;
import io.codefleet.error.InvalidInputException;
import io.codefleet.internal.orchestration.ConsensusIds;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The ids of the tasks of schedules, which follow from the name of the schedule and the time. */
final class OccurrenceIds {
    private static final String BEFORE = "schedule/";
    private static final String AT = "@";
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int AROUND_NAME = (BEFORE + AT + MILLIS.format(Instant.EPOCH)).length();

    private OccurrenceIds() {}

    /** Returns the id of the task that is due at a time. */
    static String at(String name, Instant time) {
        return BEFORE + name + AT + text(time);
    }

    /**
     * Returns the id of the task that is due at a time after others of this time were cancelled before they were due.
     *
     * @param cancelled the number of the others; at most four digits, for which every id leaves room
     */
    static String at(String name, Instant time, int cancelled) {
        return cancelled == 0 ? at(name, time) : at(name, time) + "~" + cancelled;
    }

    /** Returns the time as the ids have it. */
    static String text(Instant time) {
        DateTimeFormatter format = time.equals(time.truncatedTo(ChronoUnit.SECONDS)) ? SECONDS : MILLIS;
        return format.format(time);
    }

    /** Returns the id of a task that is run out of turn. */
    static String outOfTurn(String name, Instant now) {
        return BEFORE + name + AT + "run-" + now.toEpochMilli();
    }

    /**
     * Refuses a schedule with a name that is too long for the ids of its tasks, each of which would be refused when it is due.
     *
     * @throws InvalidInputException if it is too long
     */
    static void check(Schedule schedule) {
        ConsensusIds.fault("schedule.name", schedule.name(), AROUND_NAME, schedule.template())
                .ifPresent(fault -> {
                    throw fault;
                });
    }
}
