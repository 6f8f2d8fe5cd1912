package io.codefleet.internal.schedule;

import io.codefleet.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The times at which a schedule is due. */
interface OccurrenceTimes {
    /** Returns the first time after this one; empty if there is none. */
    Optional<Instant> after(Instant time);

    /** Returns the last time in a span that ends now, its end included and its beginning not; empty if there is none. */
    default Optional<Instant> lastWithin(Duration span, Instant now) {
        Instant begin = now.minus(span);
        // Looks back in steps that double, as a long span may have very many times.
        Duration step = Timing.Every.SHORTEST;
        while (step.compareTo(span) < 0
                && after(now.minus(step)).filter(time -> !time.isAfter(now)).isEmpty()) {
            step = step.multipliedBy(2);
        }
        Instant from = now.minus(step).isBefore(begin) ? begin : now.minus(step);
        Optional<Instant> last = Optional.empty();
        Optional<Instant> next = after(from).filter(time -> !time.isAfter(now));
        while (next.isPresent()) {
            last = next;
            next = after(next.get()).filter(time -> !time.isAfter(now));
        }
        return last;
    }

    /**
     * Creates the times of a schedule.
     *
     * @throws io.codefleet.error.InvalidInputException if a cron expression is none
     */
    static OccurrenceTimes of(Timing timing) {
        if (timing instanceof Timing.Cron cron) {
            return new CronTimes(cron);
        }
        if (timing instanceof Timing.Every every) {
            return time -> Optional.of(next(every, time));
        }
        Instant at = ((Timing.At) timing).time();
        return time -> Optional.of(at).filter(due -> due.isAfter(time));
    }

    private static Instant next(Timing.Every every, Instant time) {
        long interval = every.interval().toMillis();
        long passed = Duration.between(every.from(), time).toMillis();
        return every.from().plusMillis((Math.floorDiv(passed, interval) + 1) * interval);
    }
}
