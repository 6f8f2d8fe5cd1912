package io.codefleet;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Due times of a {@link Schedule}. */
public sealed interface Timing {
    /**
     * By a cron expression, in the local time of a zone.
     *
     * <p>On a day when clocks change, a fixed hour is due once: a time that the clocks skip is due as much later as they skip
     * (02:30 becomes 03:30), of a time that comes twice the first counts. An expression for every hour, with a star
     * in its second field, follows the hours that really pass.
     *
     * @param expression five fields as in a crontab: minute, hour, day of month, month, day of week (0 and 7 are Sunday). As
     *     there, a day is due if one of the two days fits, where both are restricted; {@code @hourly}, {@code @daily}, {@code
     *     @weekly}, {@code @monthly} and {@code @yearly} are known, and a range may go past the end of its field ({@code
     *     FRI-MON}, {@code 22-2}). As in Quartz, the day of month may be {@code L} (the last), {@code 15W} (the weekday
     *     nearest to the 15th) and {@code LW}, the day of week {@code 5L} (the last Friday) and {@code 5#2} (the second), each by
     *     itself
     * @param zone whose local time is meant
     */
    record Cron(String expression, ZoneId zone) implements Timing {}

    /**
     * At a fixed interval, counted from a common beginning, so that all clients agree.
     *
     * @param interval at least one second
     * @param from one of the times
     */
    record Every(Duration interval, Instant from) implements Timing {
        /** The shortest interval. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** @throws io.codefleet.error.InvalidInputException if the interval is too short or too long */
        public Every {
            Check.atLeast("schedule.interval", interval, SHORTEST);
        }
    }

    /**
     * Once.
     *
     * @param time when
     */
    record At(Instant time) implements Timing {}
}
