package io.codefleet.faults;

import io.codefleet.faults.environment.TestEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Options of a run.
 *
 * @param test the test that makes the run, as {@code -Dit.test} takes it, with other flags behind it
 * @param seed what the schedule comes from
 * @param duration how long faults come; start and rest come on top, about half a minute
 * @param every how long it is from one fault to the next, about
 * @param size how many take part, and what they do
 * @param folder where the histories go
 */
public record FaultRunOptions(
        String test, long seed, Duration duration, Duration every, TestEnvironment.Size size, Path folder) {
    /** The bounded form on Redis; {@code BoundedScheduleTest} shows that each kind of fault comes within it. */
    static final Duration BOUNDED = Duration.ofSeconds(20);
    /** The bounded form on any other server. */
    static final Duration BOUNDED_ON_A_SERVER = Duration.ofSeconds(14);
    /** The bounded form on a folder. */
    static final Duration BOUNDED_ON_A_FOLDER = Duration.ofSeconds(11);
    /** The time between two faults of the bounded form: faults of several domains overlap. */
    static final Duration BOUNDED_EVERY = Duration.ofMillis(400);

    static final long SEED_OF_THE_BOUNDED_FORM = 4247;
    private static final int CLIENTS = 3;
    private static final int TASKS_PER_SECOND = 30;
    /** For how long the load of a short run outlasts its schedule, as faults of one domain follow each other late. */
    private static final int SECONDS_BEHIND_THE_SCHEDULE = 10;

    private static final int TASKS_OF_A_LONG_RUN = 10_000;

    /**
     * Reads the options from the system properties {@code codefleet.faults.duration} (ISO-8601; default the bounded
     * form), {@code codefleet.faults.seed} (default random in runs of five minutes and more; shorter ones, which are
     * part of every build, play the same schedule each time), {@code codefleet.faults.tasks} (default 10 000 in long
     * runs, 30 a second in short ones) and {@code codefleet.faults.every} (default a second, 0.4 in short runs).
     *
     * @param test the test that makes the run, as {@code -Dit.test} takes it, with other flags behind it
     * @param bounded how long faults come by default, as brokers differ in the kinds of faults they can have
     */
    public static FaultRunOptions ofProperties(String test, Path folder, Duration bounded) {
        Duration duration = Duration.parse(System.getProperty("codefleet.faults.duration", bounded.toString()));
        boolean isLong = duration.compareTo(Duration.ofMinutes(5)) >= 0;
        long seed = Long.getLong(
                "codefleet.faults.seed", isLong ? new Random().nextInt(Integer.MAX_VALUE) : SEED_OF_THE_BOUNDED_FORM);
        Duration every = Optional.ofNullable(System.getProperty("codefleet.faults.every"))
                .map(Duration::parse)
                .orElse(isLong ? Duration.ofSeconds(1) : BOUNDED_EVERY);
        int seconds = (int) duration.toSeconds() + SECONDS_BEHIND_THE_SCHEDULE;
        int tasks =
                Integer.getInteger("codefleet.faults.tasks", isLong ? TASKS_OF_A_LONG_RUN : seconds * TASKS_PER_SECOND);
        int each = tasks / CLIENTS;
        // A little faster than the time allows, as a client that stands still has to catch up.
        int perSecond = (int) Math.max(1, Math.ceil(each * 1.25 / seconds));
        return new FaultRunOptions(
                test, seed, duration, every, new TestEnvironment.Size(3, 2, perSecond, each), folder);
    }

    /** Returns the command that replays this schedule. */
    public String replay() {
        return "./mvnw -pl fault-tests -am verify -Dtest=none -Dit.test=" + test + " -Dcodefleet.faults.seed=" + seed
                + " -Dcodefleet.faults.duration=" + duration + " -Dcodefleet.faults.every=" + every
                + " -Dcodefleet.faults.tasks=" + size.tasks() * CLIENTS;
    }
}
