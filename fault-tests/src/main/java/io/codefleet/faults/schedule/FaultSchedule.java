package io.codefleet.faults.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which faults come when. The same seed gives the same schedule; a longer one begins like a shorter one. */
public final class FaultSchedule {
    private FaultSchedule() {}

    /**
     * A schedule.
     *
     * @param every how long it is from one fault to the next, about
     */
    public static List<ScheduledFault> of(long seed, Duration length, Duration every) {
        Random random = new Random(seed);
        List<ScheduledFault> steps = new ArrayList<>();
        List<Fault> round = new ArrayList<>();
        Duration at = Duration.ZERO;
        while (at.compareTo(length) < 0) {
            if (round.isEmpty()) {
                // Each round has all, so that also a short run has seen each.
                round.addAll(Arrays.asList(Fault.values()));
                Collections.shuffle(round, random);
            }
            Fault fault = round.remove(round.size() - 1);
            steps.add(new ScheduledFault(steps.size(), fault, at, fault.lasts(random.nextDouble()), random.nextLong()));
            at = at.plusMillis(1 + random.nextLong(2 * every.toMillis()));
        }
        return steps;
    }
}
