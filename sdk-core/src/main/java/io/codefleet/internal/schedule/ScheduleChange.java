package io.codefleet.internal.schedule;

import io.codefleet.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Difference of two definitions of a schedule. */
final class ScheduleChange {
    private ScheduleChange() {}

    /** Returns the names of the parts that differ, as JSON has them. */
    static List<String> names(Schedule before, Schedule after) {
        List<String> names = new ArrayList<>();
        if (!before.timing().equals(after.timing())) {
            names.add("timing");
        }
        if (!before.template().equals(after.template())) {
            names.add("template");
        }
        if (!before.catchUp().equals(after.catchUp())) {
            names.add("catchUpMs");
        }
        return names;
    }
}
