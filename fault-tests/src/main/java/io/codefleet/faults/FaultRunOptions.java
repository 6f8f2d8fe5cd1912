package io.codefleet.faults;

import io.codefleet.faults.environment.TestEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Options of a run.
 *
 * @param seed what the schedule comes from
 * @param duration how long faults come; start and rest come on top, about half a minute
 * @param every how long it is from one fault to the next, about
 * @param size how many take part, and what they do
 * @param folder where the histories go
 */
public record FaultRunOptions(long seed, Duration duration, Duration every, TestEnvironment.Size size, Path folder) {
    static final Duration BOUNDED = Duration.ofSeconds(75);
    static final long SEED_OF_THE_BOUNDED_FORM = 1_545_520_500;
    private static final int CLIENTS = 3;
    private static final int TASKS_OF_A_LONG_RUN = 10_000;

    /**
     * Reads the options from the system properties {@code codefleet.faults.duration} (ISO-8601; default the bounded
     * form), {@code codefleet.faults.seed} (default random in runs of five minutes and more; shorter ones, which are
     * part of every build, play the same schedule each time), {@code codefleet.faults.tasks} (default 10 000 in long
     * runs, 30 a second in short ones) and {@code codefleet.faults.every} (default a second).
     */
    public static FaultRunOptions ofProperties(Path folder) {
        return ofProperties(folder, BOUNDED);
    }

    /**
     * Reads the options from the same properties, with another bounded form.
     *
     * @param bounded how long faults come by default, for a server whose restarts make a run long
     */
    public static FaultRunOptions ofProperties(Path folder, Duration bounded) {
        Duration duration = Duration.parse(System.getProperty("codefleet.faults.duration", bounded.toString()));
        boolean isLong = duration.compareTo(Duration.ofMinutes(5)) >= 0;
        long seed = Long.getLong(
                "codefleet.faults.seed", isLong ? new Random().nextInt(Integer.MAX_VALUE) : SEED_OF_THE_BOUNDED_FORM);
        int tasks = Integer.getInteger(
                "codefleet.faults.tasks", isLong ? TASKS_OF_A_LONG_RUN : (int) duration.toSeconds() * 30);
        Duration every = Duration.parse(System.getProperty("codefleet.faults.every", "PT1S"));
        int each = tasks / CLIENTS;
        // A little faster than the time allows, as a client that stands still has to catch up.
        int perSecond = (int) Math.max(1, Math.ceil(each * 1.25 / duration.toSeconds()));
        return new FaultRunOptions(seed, duration, every, new TestEnvironment.Size(3, 2, perSecond, each), folder);
    }

    /** Returns the command that replays this schedule. */
    public String replay() {
        return "./mvnw -pl fault-tests -am verify -Dtest=none -Dit.test=RedisFaultsIT -Dcodefleet.faults.seed=" + seed
                + " -Dcodefleet.faults.duration=" + duration + " -Dcodefleet.faults.every=" + every
                + " -Dcodefleet.faults.tasks=" + size.tasks() * CLIENTS;
    }
}
