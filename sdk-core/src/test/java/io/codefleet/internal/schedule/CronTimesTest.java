package io.codefleet.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Timing;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In Berlin clocks went from 02:00 to 03:00 on 30 March 2025 at 01:00Z, and from 03:00 to 02:00 on 26 October at 01:00Z. */
class CronTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static OccurrenceTimes berlin(String expression) {
        return new CronTimes(new Timing.Cron(expression, BERLIN));
    }

    private static List<String> times(OccurrenceTimes due, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant last = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            last = due.after(last).orElseThrow();
            times.add(last.toString());
        }
        return times;
    }

    @Test
    void aTimeIsMeantInItsZone() {
        assertThat(times(berlin("0 3 * * *"), "2025-01-01T00:00:00Z", 2))
                .containsExactly("2025-01-01T02:00:00Z", "2025-01-02T02:00:00Z");
        assertThat(times(berlin("0 3 * * *"), "2025-07-01T00:00:00Z", 1)).containsExactly("2025-07-01T01:00:00Z");
    }

    @Test
    void aTimeThatTheClocksSkipIsDueAsMuchLater() {
        assertThat(times(berlin("30 2 * * *"), "2025-03-29T00:00:00Z", 3))
                .containsExactly("2025-03-29T01:30:00Z", "2025-03-30T01:30:00Z", "2025-03-31T00:30:00Z");
    }

    @Test
    void aSkippedTimeThatFallsOnAnotherIsDueOnce() {
        assertThat(times(berlin("0,30 2,3 * * *"), "2025-03-30T00:00:00Z", 3))
                .containsExactly("2025-03-30T01:00:00Z", "2025-03-30T01:30:00Z", "2025-03-31T00:00:00Z");
    }

    @Test
    void aRepeatedLocalTimeIsDueTheFirstTime() {
        assertThat(times(berlin("30 2 * * *"), "2025-10-25T12:00:00Z", 2))
                .containsExactly("2025-10-26T00:30:00Z", "2025-10-27T01:30:00Z");
    }

    @Test
    void everyHourFollowsTheHoursThatPass() {
        assertThat(times(berlin("30 * * * *"), "2025-03-30T00:00:00Z", 3))
                .containsExactly("2025-03-30T00:30:00Z", "2025-03-30T01:30:00Z", "2025-03-30T02:30:00Z");
        assertThat(times(berlin("*/30 * * * *"), "2025-10-25T23:45:00Z", 6))
                .containsExactly(
                        "2025-10-26T00:00:00Z",
                        "2025-10-26T00:30:00Z",
                        "2025-10-26T01:00:00Z",
                        "2025-10-26T01:30:00Z",
                        "2025-10-26T02:00:00Z",
                        "2025-10-26T02:30:00Z");
    }

    @Test
    void aDayIsDueIfEitherOfBothDaysFits() {
        OccurrenceTimes due = new CronTimes(new Timing.Cron("0 0 13 * 5", ZoneOffset.UTC));
        assertThat(times(due, "2025-01-09T00:00:00Z", 3))
                .containsExactly("2025-01-10T00:00:00Z", "2025-01-13T00:00:00Z", "2025-01-17T00:00:00Z");
    }

    @Test
    void sundayHasTwoNumbersAndNamesAreKnown() {
        for (String sunday : List.of("0", "7", "SUN")) {
            OccurrenceTimes due = new CronTimes(new Timing.Cron("0 0 * * " + sunday, ZoneOffset.UTC));
            assertThat(times(due, "2025-01-01T00:00:00Z", 1)).containsExactly("2025-01-05T00:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 3 * *",
                "0 3 * * * *",
                "60 3 * * *",
                "0 24 * * *",
                "x 3 * * *",
                "@reboot",
                "@",
                "@dayly",
                "0 0 * * L",
                "0 0 * * 5#6",
                "0 0 * * 5#0",
                "0 0 * * 5#2,1",
                "0 0 * * 5L,1",
                "0 0 L,15 * *",
                "0 0 L-3 * *",
                "0 0 15W,1 * *",
                "0 0 32W * *",
                "0 0 * * FRI-MON/0",
                "0 25-2 * * *",
                "0 0 32-3 * *",
                "0 0 * * MON-XYZ"
            })
    void expressionsWithoutFiveFieldsAreRefused(String expression) {
        assertThatThrownBy(() -> berlin(expression))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schedule.cron");
    }

    private static List<String> utc(String expression, int count) {
        return times(new CronTimes(new Timing.Cron(expression, ZoneOffset.UTC)), "2025-01-01T00:00:00Z", count);
    }

    @ParameterizedTest
    @CsvSource({
        "@hourly,   2025-01-01T01:00:00Z",
        "@daily,    2025-01-02T00:00:00Z",
        "@midnight, 2025-01-02T00:00:00Z",
        "@weekly,   2025-01-05T00:00:00Z",
        "@Monthly,  2025-02-01T00:00:00Z",
        "@yearly,   2026-01-01T00:00:00Z",
        "@annually, 2026-01-01T00:00:00Z"
    })
    void aNicknameStandsForItsFields(String nickname, String next) {
        assertThat(utc(nickname, 1)).containsExactly(next);
    }

    @Test
    void everyHourByNicknameFollowsTheHoursThatPass() {
        assertThat(times(berlin("@hourly"), "2025-03-30T00:30:00Z", 2))
                .containsExactly("2025-03-30T01:00:00Z", "2025-03-30T02:00:00Z");
    }

    /** 1 January 2025 was a Wednesday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 * * FRI-MON   | 03 04 05 06 10 11",
                "0 0 * * fri-mon   | 03 04 05 06 10 11",
                "0 0 * * 5-1       | 03 04 05 06 10 11",
                "0 0 * * FRI-SUN   | 03 04 05 10 11 12",
                "0 0 * * 5-7       | 03 04 05 10 11 12",
                "0 0 * * 6-7       | 04 05 11 12 18 19",
                "0 0 * * 7-2       | 05 06 07 12 13 14",
                "0 0 * * SAT-SAT   | 04 11 18 25 01 08",
                "0 0 * * 0-7       | 02 03 04 05 06 07",
                "0 0 * * FRI-MON/2 | 03 05 10 12 17 19",
                "0 0 30-2 1-2 *    | 02 30 31 01 02 01",
                "0 0 * * 3,SAT-SUN | 04 05 08 11 12 15",
                "0 0 1 nov-feb *   | 01 01 01 01 01 01",
                "0 0 L * *         | 31 28 31 30 31 30",
                "0 0 * * 5L        | 31 28 28 25 30 27",
                "0 0 * * 5#2       | 10 14 14 11 09 13",
                "0 0 * * FRI#2     | 10 14 14 11 09 13",
                "0 0 * * 0#1       | 05 02 02 06 04 01",
                "0 0 * * 7#1       | 05 02 02 06 04 01",
                "0 0 * * 1#5       | 31 30 29 29 30 29",
                "0 0 15W * *       | 15 14 14 15 15 16",
                "0 0 13 * 5#1      | 03 13 07 13 07 13"
            })
    void aDayIsFound(String expression, String days) {
        assertThat(utc(expression, 6).stream().map(time -> time.substring(8, 10)))
                .containsExactly(days.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 22-2 * * *   | 01:00 02:00 22:00 23:00 00:00",
                "0 22-2/2 * * * | 02:00 22:00 00:00 02:00 22:00",
                "50-10/10 0 * * * | 00:10 00:50 00:00 00:10 00:50"
            })
    void aRangeMayGoPastTheEndOfItsField(String expression, String clock) {
        assertThat(utc(expression, 5).stream().map(time -> time.substring(11, 16)))
                .containsExactly(clock.split(" "));
    }

    @Test
    void anImpossibleDateIsNeverDue() {
        assertThat(berlin("0 0 31 2 *").after(Instant.EPOCH)).isEmpty();
    }

    @Test
    void theLastTimeOfASpanIsFound() {
        OccurrenceTimes due = new CronTimes(new Timing.Cron("0 3 * * *", ZoneOffset.UTC));
        Instant now = Instant.parse("2025-01-10T02:00:00Z");
        assertThat(due.lastWithin(Duration.ofDays(7), now)).contains(Instant.parse("2025-01-09T03:00:00Z"));
        assertThat(due.lastWithin(Duration.ofHours(24), now)).contains(Instant.parse("2025-01-09T03:00:00Z"));
        assertThat(due.lastWithin(Duration.ofHours(23), now)).isEmpty();
        assertThat(due.lastWithin(Duration.ofDays(7), Instant.parse("2025-01-10T03:00:00Z")))
                .contains(Instant.parse("2025-01-10T03:00:00Z"));
        assertThat(due.lastWithin(Duration.ZERO, now)).isEmpty();
    }

    @Test
    void anIntervalIsCountedFromItsBeginning() {
        OccurrenceTimes due = OccurrenceTimes.of(new Timing.Every(Duration.ofMinutes(10), Instant.EPOCH));
        assertThat(times(due, "2025-01-01T00:09:59.999Z", 2))
                .containsExactly("2025-01-01T00:10:00Z", "2025-01-01T00:20:00Z");
        assertThat(due.after(Instant.parse("1969-12-31T23:55:00Z"))).contains(Instant.EPOCH);
        OccurrenceTimes once = OccurrenceTimes.of(new Timing.At(Instant.EPOCH));
        assertThat(once.after(Instant.EPOCH.minusSeconds(1))).contains(Instant.EPOCH);
        assertThat(once.after(Instant.EPOCH)).isEqualTo(Optional.empty());
    }
}
