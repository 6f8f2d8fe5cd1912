package io.codefleet.faults.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Schedule of faults. The same seed gives the same schedule; a longer one begins like a shorter one. */
public final class FaultSchedule {
    private FaultSchedule() {}

    /**
     * Creates a schedule of faults.
     *
     * @param every how long it is from one fault to the next, about
     */
    public static List<ScheduledFault> of(long seed, Duration length, Duration every) {
        return of(seed, length, every, List.of(Fault.values()));
    }

    /** Creates a schedule for a broker without a server, on one machine with one clock. */
    public static List<ScheduledFault> withoutServer(long seed, Duration length, Duration every) {
        Set<Fault> clocks = EnumSet.of(Fault.CLOCK_AHEAD, Fault.CLOCK_BEHIND);
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault -> fault.domain() != Domain.REDIS && fault.domain() != Domain.LINK)
                .filter(fault -> !clocks.contains(fault))
                .toList();
        return of(seed, length, every, faults);
    }

    /** Creates a schedule for any server: all faults but those that only a Redis can have. */
    public static List<ScheduledFault> ofServer(long seed, Duration length, Duration every) {
        Set<Fault> faults =
                EnumSet.of(Fault.KILL_REDIS, Fault.RESTART_REDIS, Fault.FREEZE_REDIS_BRIEFLY, Fault.FREEZE_REDIS_LONG);
        Arrays.stream(Fault.values())
                .filter(fault -> fault.domain() != Domain.REDIS)
                .forEach(faults::add);
        return of(seed, length, every, List.copyOf(faults));
    }

    private static List<ScheduledFault> of(long seed, Duration length, Duration every, List<Fault> faults) {
        Random random = new Random(seed);
        List<ScheduledFault> steps = new ArrayList<>();
        List<Fault> round = new ArrayList<>();
        Duration at = Duration.ZERO;
        while (at.compareTo(length) < 0) {
            if (round.isEmpty()) {
                // Each round has all, so that also a short run has seen each.
                round.addAll(faults);
                Collections.shuffle(round, random);
            }
            Fault fault = round.remove(round.size() - 1);
            steps.add(new ScheduledFault(steps.size(), fault, at, fault.lasts(random.nextDouble()), random.nextLong()));
            at = at.plusMillis(1 + random.nextLong(2 * every.toMillis()));
        }
        return steps;
    }
}
