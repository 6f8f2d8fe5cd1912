package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Tasks that are due by the clock. Each time that is due is one task, made of the template, with an id that follows from the
 * schedule's name and the time ({@code schedule/nightly@20261125T030000Z}); so it runs once, however many clients hold the
 * schedule. It is submitted ahead with a delay by the broker's clock: the next one is run even if all clients are gone by then,
 * and a client's clock does not matter. Where a pause or an edit has cancelled the task of a time that is due again, {@code ~1}
 * follows the id, and so on. Immutable; each method that takes an argument returns a changed copy.
 *
 * <pre>{@code
 * fleet.schedule(Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin"), Task.of("Update the dependencies"))
 *     .named("nightly"))
 * }</pre>
 *
 * @param name unique among the schedules of the namespace; default: derived from timing and template, so that
 *     clients that define the same hold the same
 * @param timing when it is due
 * @param template what to run; its id and delay do not matter. Its deadline counts from the time it is due
 * @param catchUp how late a time that was missed, as no client was there to submit it, may still be run: of several missed
 *     ones the last. Default zero: what is missed is skipped. A new schedule runs its last time before now too, if it is not
 *     older than this. At most the {@link StorageLimits#retention()}, as what has been run is known no longer
 */
@CheckReturnValue
public record Schedule(String name, Timing timing, Task template, Duration catchUp) {
    private static final int MAX_NAME_LENGTH = 100;
    private static final int DERIVED_NAME_LENGTH = 23;

    /** @throws io.codefleet.error.InvalidInputException if the name is malformed or the duration negative */
    public Schedule {
        Check.id("schedule.name", name);
        Check.range("schedule.name.length", name.length(), 1, MAX_NAME_LENGTH);
        Check.notNegative("schedule.catchUp", catchUp);
    }

    private static Schedule of(Timing timing, Task template) {
        String derived = ContentId.of(template, frozenText(timing)).substring(0, DERIVED_NAME_LENGTH);
        return new Schedule(derived, timing, template, Duration.ZERO);
    }

    /** Returns the part of the names that follows from a timing, and so has never changed. */
    private static String frozenText(Timing timing) {
        if (timing instanceof Timing.Cron cron) {
            return "Cron[expression=" + cron.expression() + ", zone="
                    + cron.zone().getId() + "]";
        }
        if (timing instanceof Timing.Every every) {
            return "Every[interval=" + every.interval() + ", from=" + every.from() + "]";
        }
        return "At[time=" + ((Timing.At) timing).time() + "]";
    }

    /**
     * Creates a schedule by a cron expression; see {@link Timing.Cron}. An invalid expression is found when it is scheduled.
     */
    public static Schedule cron(String expression, ZoneId zone, Task template) {
        return of(new Timing.Cron(expression, zone), template);
    }

    /**
     * Creates a schedule at a fixed interval, of at least one second, from the beginning of 1970 on.
     *
     * @throws io.codefleet.error.InvalidInputException if the interval is too short
     */
    public static Schedule every(Duration interval, Task template) {
        return of(new Timing.Every(interval, Instant.EPOCH), template);
    }

    /** Creates a schedule that submits one task, at this time. */
    public static Schedule at(Instant time, Task template) {
        return of(new Timing.At(time), template);
    }

    /**
     * Returns a copy with this name: an id of at most 100 characters, or of 85 where the template holds a consensus, as the ids of
     * the votes begin with it. A longer one is refused at the latest when the schedule is held.
     */
    public Schedule named(String value) {
        return new Schedule(value, timing, template, catchUp);
    }

    /** Returns a copy that still runs a missed time for this long. */
    public Schedule catchUp(Duration value) {
        return new Schedule(name, timing, template, value);
    }
}
