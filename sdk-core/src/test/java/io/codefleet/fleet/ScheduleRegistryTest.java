package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.ScheduleInfo;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Voter;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.ConsensusTask;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One client holds schedules, and another one, like a control plane, looks at them and changes them. */
class ScheduleRegistryTest {
    private static final Schedule NIGHTLY =
            Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("tidy up")).named("nightly");
    private static final String FIRST = "schedule/nightly@20250101T030000Z";

    private final String name = UUID.randomUUID().toString();
    private final TestClock clock = TestClock.of(name);
    private final List<CodefleetClient> fleets = new ArrayList<>();
    private final CodefleetClient holder = connect();
    private final CodefleetClient operator = connect();

    private CodefleetClient connect() {
        CodefleetClient connected =
                get(Codefleet.connect(CodefleetOptions.of("memory:" + name).pollInterval(Duration.ofMillis(10))));
        fleets.add(connected);
        return connected;
    }

    @AfterEach
    void close() {
        fleets.forEach(each -> get(each.close()));
    }

    private ScheduleInfo only() {
        List<ScheduleInfo> all = get(operator.schedules().list());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private TaskStatus status(String id) {
        return get(operator.task(id)).orElseThrow().status();
    }

    @Test
    void aHeldScheduleIsListedWithItsDefinition() {
        get(holder.schedule(NIGHTLY));
        ScheduleInfo info = only();
        assertThat(info.schedule()).hasValue(NIGHTLY);
        assertThat(info.next()).hasValue(Instant.parse("2025-01-01T03:00:00Z"));
        assertThat(info.paused()).isFalse();
        assertThat(info.edited()).isFalse();
    }

    @Test
    void aPausedScheduleSubmitsNothingUntilItIsResumed() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        get(operator.schedules().pause("nightly"));
        assertThat(status(FIRST)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(only().next()).isEmpty();
        await().until(() -> handle.next().isEmpty());
        clock.advance(Duration.between(clock.instant(), Instant.parse("2025-01-03T12:00:00Z")));
        get(operator.schedules().resume("nightly"));
        await().until(() -> handle.next()
                .filter(next -> next.taskId().equals("schedule/nightly@20250104T030000Z"))
                .isPresent());
        assertThat(get(operator.stats()).submitted()).isEqualTo(2);
    }

    @Test
    void anEditCountsUntilTheHostDefinesTheScheduleDifferently() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        Schedule edited = Schedule.cron("0 5 * * *", ZoneOffset.UTC, Task.of("tidy up well"))
                .named("nightly");
        get(operator.schedules().edit(edited));
        await().until(() -> handle.next()
                .filter(next -> next.taskId().equals("schedule/nightly@20250101T050000Z"))
                .isPresent());
        assertThat(status(FIRST)).isEqualTo(TaskStatus.CANCELLED);
        get(connect().schedule(NIGHTLY));
        assertThat(only().schedule()).hasValue(edited);
        assertThat(only().edited()).isTrue();
        Schedule later =
                Schedule.cron("0 7 * * *", ZoneOffset.UTC, Task.of("tidy up")).named("nightly");
        handle.close();
        get(connect().schedule(later));
        assertThat(only().schedule()).hasValue(later);
        assertThat(only().edited()).isFalse();
    }

    @Test
    void anEditOfTheTemplateKeepsTheTimeThatIsSubmittedAhead() {
        get(holder.schedule(NIGHTLY));
        get(operator.schedules()
                .edit(Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("other"))
                        .named("nightly")));
        assertThat(status(FIRST)).isEqualTo(TaskStatus.DELAYED);
    }

    private static Schedule ofConsensus(int nameLength) {
        Task consensus = ConsensusTask.of(Consensus.on(Task.of("Is it so?")).voters(List.of(Voter.any(), Voter.any())));
        return Schedule.every(Duration.ofMillis(1500), consensus).named("n".repeat(nameLength));
    }

    /** Its tasks would be refused when they are due, each time. */
    @Test
    void aNameThatIsTooLongForTheIdsOfAConsensusIsRefusedWhenTheScheduleIsMadeOrEdited() {
        assertThatThrownBy(() -> get(holder.schedule(ofConsensus(86))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schedule.name: has 86 characters, at most 85 are allowed");
        ScheduleHandle handle = get(holder.schedule(ofConsensus(85)));
        assertThat(get(operator.schedules().runNow(handle.name())).id()).contains("@run-");
        assertThat(handle.next().orElseThrow().taskId()).hasSize(115).endsWith(".500Z");
        get(holder.schedule(NIGHTLY.named("n".repeat(100))));
        assertThatThrownBy(() -> get(operator.schedules().edit(ofConsensus(100))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schedule.name");
    }

    @Test
    void aScheduleRunsNowBesidesItsTimes() {
        get(holder.schedule(NIGHTLY));
        String id = get(operator.schedules().runNow("nightly")).id();
        assertThat(get(operator.task(id)).orElseThrow().task().prompt()).isEqualTo("tidy up");
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
        assertThat(status(FIRST)).isEqualTo(TaskStatus.DELAYED);
    }

    @Test
    void aWrongNameOrExpressionIsRefused() {
        assertThatThrownBy(() -> get(operator.schedules().pause("none"))).isInstanceOf(InvalidInputException.class);
        get(holder.schedule(NIGHTLY));
        assertThatThrownBy(() -> get(operator.schedules()
                        .edit(Schedule.cron("nonsense", ZoneOffset.UTC, Task.of("x"))
                                .named("nightly"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aTemplateTooLargeForADocumentIsScheduledWithoutBeingShared() {
        get(holder.schedule(Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("x".repeat(20_000)))
                .named("nightly")));
        assertThat(status(FIRST)).isEqualTo(TaskStatus.DELAYED);
        assertThat(only().schedule()).isEmpty();
    }
}
