package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.ScheduleInfo;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.Voter;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.ConsensusTask;
import io.codefleet.json.ScheduleJson;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
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

    private static void awaitNext(ScheduleHandle handle, String taskId) {
        await().untilAsserted(() -> assertThat(handle.next())
                .hasValueSatisfying(next -> assertThat(next.taskId()).isEqualTo(taskId)));
    }

    private List<String> ran() {
        List<String> ran = new CopyOnWriteArrayList<>();
        get(operator.worker(FleetTest.quick())
                .handleAny(attempt -> {
                    ran.add(attempt.task().id());
                    return FleetTest.ECHO.handle(attempt);
                })
                .start());
        return ran;
    }

    private void until(String time) {
        clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
    }

    /** Changes the record alone, as a change does that comes between a submit and the note of it. */
    private void store(UnaryOperator<JsonObject> change) {
        await().until(() -> {
            Document document = get(operator.documents().list("schedule")).stream()
                    .findFirst()
                    .orElseThrow();
            String changed = change.apply(new JsonObject(document.content())).encode();
            return get(
                    operator.documents().put(new Document("schedule", document.name(), document.version(), changed)));
        });
    }

    private TaskStatus status(String id) {
        return get(operator.task(id)).orElseThrow().status();
    }

    /** A newer version may restrict a schedule by a field that this one does not know. */
    @Test
    void aScheduleOfANewerVersionIsNotRun() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        awaitNext(handle, FIRST);
        handle.close();
        JsonObject newer =
                new JsonObject().put("v", 2).put("heldAt", clock.instant().toEpochMilli());
        store(before -> newer);

        assertThatThrownBy(() -> get(holder.schedule(NIGHTLY)))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("schedule nightly was written in version 2");
        assertThatThrownBy(() -> get(operator.schedules().find("nightly")))
                .isInstanceOf(UnsupportedVersionException.class);
        assertThatThrownBy(() -> get(operator.schedules().runNow("nightly")))
                .isInstanceOf(UnsupportedVersionException.class);
        assertThat(get(operator.schedules().list())).isEmpty();
        assertThat(get(operator.documents().list("schedule")))
                .extracting(document -> new JsonObject(document.content()))
                .containsExactly(newer);
    }

    @Test
    void aScheduleThatBecomesOneOfANewerVersionSubmitsNoMoreUntilItIsReadable() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        awaitNext(handle, FIRST);
        store(json -> json.put("v", 2));
        await().untilAsserted(() -> assertThat(handle.failure())
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(UnsupportedVersionException.class)));

        until("2025-01-01T03:00:01Z");
        store(json -> json.put("v", 1));
        await().untilAsserted(() -> assertThat(handle.failure()).isEmpty());
        awaitNext(handle, "schedule/nightly@20250102T030000Z");
    }

    @Test
    void anEditOfADefinitionThatWasChangedMeanwhileDoesNothing() {
        get(holder.schedule(NIGHTLY));
        Schedule read = only().schedule().orElseThrow();
        Schedule mine = Schedule.cron(
                        "0 5 * * *", ZoneOffset.UTC, Task.of("mine").id("m"))
                .named(NIGHTLY.name());
        Schedule theirs = Schedule.cron(
                        "0 6 * * *", ZoneOffset.UTC, Task.of("theirs").id("t"))
                .named(NIGHTLY.name());
        assertThat(get(operator.schedules().edit(theirs, read))).isTrue();

        assertThat(get(operator.schedules().edit(mine, read))).isFalse();
        assertThat(only().schedule()).contains(theirs);
        assertThat(get(operator.schedules().edit(mine, theirs))).isTrue();
        assertThat(only().schedule()).contains(mine);
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
    void aScheduleThatIsResumedBeforeItsNextTimeRunsOnceThen() {
        List<ScheduleHandle> handles =
                List.of(get(holder.schedule(NIGHTLY)), get(connect().schedule(NIGHTLY)));
        for (int resumed = 1; resumed <= 2; resumed++) {
            String expected = FIRST + "~" + resumed;
            get(operator.schedules().pause("nightly"));
            handles.forEach(handle -> await().until(() -> handle.next().isEmpty()));
            get(operator.schedules().resume("nightly"));
            handles.forEach(handle -> awaitNext(handle, expected));
            assertThat(status(expected)).isEqualTo(TaskStatus.DELAYED);
        }
        awaitNext(get(connect().schedule(NIGHTLY)), FIRST + "~2");
        until("2025-01-01T03:00:01Z");
        List<String> ran = ran();
        handles.forEach(handle -> awaitNext(handle, "schedule/nightly@20250102T030000Z"));
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST + "~2"));
        until("2025-01-02T03:00:01Z");
        await().untilAsserted(() -> assertThat(ran).endsWith("schedule/nightly@20250102T030000Z"));
        assertThat(ran).hasSize(2);
    }

    @Test
    void aPauseThatNoHolderHasSeenLosesNoRun() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        get(operator.schedules()
                .pause("nightly")
                .compose(paused -> operator.schedules().resume("nightly")));
        awaitNext(handle, FIRST + "~1");
        assertThat(status(FIRST + "~1")).isEqualTo(TaskStatus.DELAYED);
    }

    @Test
    void aTimeThatIsDueAgainAfterTwoEditsRuns() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        get(operator.schedules()
                .edit(Schedule.cron("0 5 * * *", ZoneOffset.UTC, Task.of("tidy up"))
                        .named("nightly")));
        awaitNext(handle, "schedule/nightly@20250101T050000Z");
        get(operator.schedules().edit(NIGHTLY));
        awaitNext(handle, FIRST + "~1");
        assertThat(status(FIRST + "~1")).isEqualTo(TaskStatus.DELAYED);
        await().untilAsserted(() ->
                assertThat(status("schedule/nightly@20250101T050000Z")).isEqualTo(TaskStatus.CANCELLED));
    }

    /** The outcome of what was cancelled is deleted before the time is due. */
    @Test
    void aTimeThatWasCancelledLongBeforeItIsDueRunsOnce() {
        Schedule once = Schedule.at(Instant.parse("2025-01-10T00:00:00Z"), Task.of("tidy up"))
                .named("once");
        String id = "schedule/once@20250110T000000Z";
        ScheduleHandle handle = get(holder.schedule(once));
        get(operator.schedules().pause("once"));
        await().until(() -> handle.next().isEmpty());
        get(operator.schedules().resume("once"));
        awaitNext(handle, id + "~1");
        clock.advance(Duration.ofDays(5));
        await().until(() -> get(operator.task(id)).isEmpty());
        awaitNext(get(connect().schedule(once)), id + "~1");
        assertThat(get(operator.task(id))).isEmpty();
    }

    @Test
    void whatWasDueDuringAPauseIsCaughtUp() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY.catchUp(Duration.ofHours(2))));
        get(operator.schedules().pause("nightly"));
        await().until(() -> handle.next().isEmpty());
        until("2025-01-01T04:00:00Z");
        await().until(() -> only().heldAt().equals(clock.instant()));
        List<String> ran = ran();
        get(operator.schedules().resume("nightly"));
        awaitNext(handle, "schedule/nightly@20250102T030000Z");
        await().untilAsserted(() -> assertThat(ran).containsExactly(FIRST + "~1"));
        get(connect().schedule(NIGHTLY.catchUp(Duration.ofHours(2))));
        assertThat(get(operator.task(FIRST + "~2"))).isEmpty();
    }

    @Test
    void whatWasSubmittedAheadJustBeforeAPauseOrAnEditIsCancelled() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        store(json -> json.put("paused", true));
        await().untilAsserted(() -> assertThat(status(FIRST)).isEqualTo(TaskStatus.CANCELLED));
        get(operator.schedules().resume("nightly"));
        awaitNext(handle, FIRST + "~1");
        Schedule edited =
                Schedule.cron("0 5 * * *", ZoneOffset.UTC, Task.of("tidy up")).named("nightly");
        store(json -> json.put("edited", true).put("schedule", ScheduleJson.encode(edited)));
        await().untilAsserted(() -> assertThat(status(FIRST + "~1")).isEqualTo(TaskStatus.CANCELLED));
        awaitNext(handle, "schedule/nightly@20250101T050000Z");
    }

    @Test
    void aTimeThatSomebodyHasCancelledStaysCancelled() {
        ScheduleHandle handle = get(holder.schedule(NIGHTLY));
        get(operator.handle(FIRST).cancel("not tonight"));
        get(operator.schedules().pause("nightly"));
        await().until(() -> handle.next().isEmpty());
        get(operator.schedules().resume("nightly"));
        awaitNext(handle, FIRST);
        awaitNext(get(connect().schedule(NIGHTLY)), FIRST);
        assertThat(get(operator.task(FIRST + "~1"))).isEmpty();
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
