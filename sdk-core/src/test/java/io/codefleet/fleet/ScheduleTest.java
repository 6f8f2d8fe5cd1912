package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is due by the clock runs once. The test clock, like a client's that is far off, has nothing of the real time. */
class ScheduleTest {
    private static final Task TASK = Task.of("tidy up");
    private static final Schedule NIGHTLY =
            Schedule.cron("0 3 * * *", ZoneOffset.UTC, TASK).named("nightly");
    private static final String FIRST = "schedule/nightly@20250101T030000Z";
    private static final String SECOND = "schedule/nightly@20250102T030000Z";

    private final String name = UUID.randomUUID().toString();
    private final TestClock clock = TestClock.of(name);
    private final List<CodefleetClient> fleets = new ArrayList<>();
    private final CodefleetClient fleet = connect("memory");
    private final List<String> ran = new CopyOnWriteArrayList<>();

    private CodefleetClient connect(String scheme) {
        CodefleetClient connected =
                get(Codefleet.connect(CodefleetOptions.of(scheme + ":" + name).pollInterval(Duration.ofMillis(10))));
        fleets.add(connected);
        return connected;
    }

    @AfterEach
    void close() {
        fleets.forEach(each -> get(each.close()));
        FaultyBrokerProvider.reset();
    }

    private void work() {
        // A clock that jumps makes workers lost; they are back with their next heartbeat.
        get(fleet.worker(FleetTest.quick())
                .handleAny(attempt -> {
                    ran.add(attempt.task().id());
                    return FleetTest.ECHO.handle(attempt);
                })
                .start());
    }

    /** Advances the clock in steps, as clocks do. */
    private void until(String time) {
        clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
    }

    private void awaitNext(ScheduleHandle handle, String taskId) {
        await().untilAsserted(() -> assertThat(handle.next())
                .hasValueSatisfying(next -> assertThat(next.taskId()).isEqualTo(taskId)));
    }

    @Test
    void whatIsDueRunsOnceHoweverManyClientsHoldIt() {
        work();
        List<ScheduleHandle> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            handles.add(get(connect("memory").schedule(NIGHTLY)));
            clock.advance(Duration.ofMinutes(1));
        }
        handles.forEach(handle -> awaitNext(handle, FIRST));
        assertThat(ran).isEmpty();
        until("2025-01-01T03:00:00Z");
        handles.forEach(handle -> awaitNext(handle, SECOND));
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST));
        until("2025-01-02T03:00:00Z");
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST, SECOND));
        assertThat(get(fleet.stats()).submitted()).isLessThanOrEqualTo(3);
    }

    @Test
    void aScheduleIsDueByTheBrokersClock() {
        ScheduleHandle handle = get(fleet.schedule(NIGHTLY));
        assertThat(handle.next().orElseThrow().time()).isEqualTo("2025-01-01T03:00:00Z");
        work();
        until("2025-01-01T02:59:59.999Z");
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(ran).isEmpty());
        until("2025-01-01T03:00:00.001Z");
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST));
    }

    @Test
    void theNextTimeRunsEvenIfAllClientsThatHeldItAreGone() {
        CodefleetClient gone = connect("memory");
        get(gone.schedule(NIGHTLY));
        get(gone.close());
        work();
        clock.advance(Duration.ofHours(20));
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST));
        assertThat(get(fleet.handle(FIRST).outcome())).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aDeadlineCountsFromTheTimeItIsDue() {
        Instant far = clock.instant().plus(Duration.ofDays(300));
        get(fleet.schedule(Schedule.at(far, TASK).named("once")));
        work();
        clock.advance(Duration.ofDays(300).plusMillis(1));
        await().untilAsserted(() -> assertThat(ran).containsExactly("schedule/once@20251028T000000Z"));
    }

    @Test
    void whatIsDueOnceIsOverThen() {
        ScheduleHandle handle = get(fleet.schedule(
                Schedule.at(clock.instant().plusMillis(1500), TASK).named("once")));
        awaitNext(handle, "schedule/once@20250101T000001.500Z");
        clock.advance(Duration.ofSeconds(2));
        await().until(() -> handle.next().isEmpty());
        assertThat(get(fleet.schedule(Schedule.at(clock.instant(), TASK))).next())
                .isEmpty();
    }

    @Test
    void anIntervalIsHeldWithoutAName() {
        Schedule often = Schedule.every(Duration.ofMinutes(10), TASK);
        assertThat(Schedule.every(Duration.ofMinutes(10), TASK.withNewId()).name())
                .isEqualTo(often.name());
        assertThat(Schedule.every(Duration.ofMinutes(11), TASK).name()).isNotEqualTo(often.name());
        work();
        ScheduleHandle handle = get(fleet.schedule(often));
        for (String time : List.of("001000", "002000", "003000")) {
            awaitNext(handle, "schedule/" + often.name() + "@20250101T" + time + "Z");
            clock.advance(Duration.ofMinutes(10));
        }
        await().untilAsserted(() -> assertThat(ran).hasSize(3));
    }

    @Test
    void whatWasMissedIsSkipped() {
        get(get(fleet.schedule(NIGHTLY)).cancel("not yet"));
        until("2025-01-05T04:00:00Z");
        awaitNext(get(fleet.schedule(NIGHTLY)), "schedule/nightly@20250106T030000Z");
        assertThat(get(fleet.task("schedule/nightly@20250105T030000Z"))).isEmpty();
    }

    @Test
    void theLastThatWasMissedIsCaughtUpIfItIsWanted() {
        until("2025-01-05T04:00:00Z");
        work();
        Schedule patient = NIGHTLY.catchUp(Duration.ofHours(2));
        get(fleet.schedule(patient));
        get(connect("memory").schedule(patient));
        await().untilAsserted(() -> assertThat(ran).containsExactly("schedule/nightly@20250105T030000Z"));
        until("2025-01-06T02:00:00Z");
        get(fleet.schedule(NIGHTLY.catchUp(Duration.ofHours(1)).named("other")));
        assertThat(get(fleet.task("schedule/other@20250105T030000Z"))).isEmpty();
    }

    @Test
    void whatHasRunIsNotCaughtUp() {
        work();
        Schedule patient = NIGHTLY.catchUp(Duration.ofHours(12));
        ScheduleHandle handle = get(fleet.schedule(patient.named("nightly2")));
        get(fleet.schedule(patient));
        until("2025-01-01T04:00:00Z");
        awaitNext(handle, "schedule/nightly2@20250102T030000Z");
        get(connect("memory").schedule(patient));
        await().untilAsserted(() -> assertThat(ran).filteredOn(FIRST::equals).hasSize(1));
        assertThat(get(fleet.handle(FIRST).outcome())).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void cancelEndsWhatIsSubmittedAhead() {
        ScheduleHandle handle = get(fleet.schedule(NIGHTLY));
        get(handle.cancel("no longer needed"));
        assertThat(get(fleet.handle(FIRST).outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.reason()).isEqualTo("no longer needed"));
        clock.advance(Duration.ofDays(2));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(get(fleet.tasks(TaskQuery.ALL.status(TaskStatus.DELAYED)))
                                .items())
                        .isEmpty());
    }

    @Test
    void closeLeavesWhatIsSubmittedAhead() {
        get(fleet.schedule(NIGHTLY)).close();
        work();
        clock.advance(Duration.ofHours(20));
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST));
    }

    @Test
    void whatIsSubmittedAheadKeepsItsTemplate() {
        get(fleet.schedule(NIGHTLY));
        clock.advance(Duration.ofHours(1));
        Schedule changed = Schedule.cron("0 3 * * *", ZoneOffset.UTC, TASK.prompt("tidy up well"))
                .named("nightly");
        ScheduleHandle handle = get(connect("memory").schedule(changed));
        assertThat(handle.failure()).isEmpty();
        awaitNext(handle, FIRST);
        assertThat(get(fleet.task(FIRST)).orElseThrow().task().prompt()).isEqualTo("tidy up");
    }

    @Test
    void aChangedTemplateCountsFromTheTimeAfterTheNext() {
        get(fleet.schedule(NIGHTLY)).close();
        Schedule changed = Schedule.cron("0 3 * * *", ZoneOffset.UTC, TASK.prompt("tidy up well"))
                .named("nightly");
        ScheduleHandle handle = get(fleet.schedule(changed));
        until("2025-01-01T03:00:00Z");
        awaitNext(handle, SECOND);
        assertThat(get(fleet.task(SECOND)).orElseThrow().task().prompt()).isEqualTo("tidy up well");
    }

    @Test
    void anUnavailableBrokerIsReportedAndRetried() {
        CodefleetClient far = connect("faulty");
        ScheduleHandle handle = get(far.schedule(NIGHTLY));
        FaultyBrokerProvider.loseCalls("submit", 1);
        until("2025-01-01T03:00:00Z");
        await().untilAsserted(() -> assertThat(handle.failure()).containsInstanceOf(BrokerUnavailableException.class));
        awaitNext(handle, SECOND);
        assertThat(handle.failure()).isEmpty();
    }

    @Test
    void whatCannotBeHeldIsRefused() {
        assertThatThrownBy(() -> get(fleet.schedule(Schedule.cron("0 3 * *", ZoneOffset.UTC, TASK))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> get(fleet.schedule(Schedule.cron("0 0 31 2 *", ZoneOffset.UTC, TASK))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("never due");
        assertThatThrownBy(() -> get(fleet.schedule(NIGHTLY.catchUp(Duration.ofDays(2)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("retention");
        assertThatThrownBy(() -> Schedule.every(Duration.ofMillis(10), TASK)).isInstanceOf(InvalidInputException.class);
        CodefleetClient closed = connect("memory");
        get(closed.close());
        assertThatThrownBy(() -> get(closed.schedule(NIGHTLY))).isInstanceOf(ClosedException.class);
    }
}
