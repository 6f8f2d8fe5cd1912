package io.codefleet.faults.schedule;

import java.time.Duration;
import java.util.List;

/**
 * One fault of a schedule.
 *
 * @param number its place in the schedule, from 0
 * @param fault what happens
 * @param at when it begins, from the start of the schedule
 * @param lasts how long it lasts; zero for one that is done at once
 * @param choice a random number, for whatever is to be chosen
 */
public record ScheduledFault(int number, Fault fault, Duration at, Duration lasts, long choice) {

    /** Returns one element of the list, which the choice of this step determines. */
    <T> T oneOf(List<T> list) {
        return list.get((int) Math.floorMod(choice, (long) list.size()));
    }

    /** Returns a number from 1 to a maximum. */
    int upTo(int most) {
        return 1 + (int) Math.floorMod(choice >> 8, (long) most);
    }

    /** Returns the number of the first task that this step submits; no two steps share a number. */
    int firstTask() {
        return 1_000_000 + number * 1_000;
    }
}
