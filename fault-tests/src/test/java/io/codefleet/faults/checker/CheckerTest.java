package io.codefleet.faults.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.faults.history.EventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that finds nothing proves nothing: each invariant is broken here in each way that it can be. */
class CheckerTest {
    private static final String DONE = HistoryBuilder.outcome("COMPLETED", 1, "done");

    private record Planted(Invariant invariant, String how, HistoryBuilder history) {
        @Override
        public String toString() {
            return invariant + ": " + how;
        }
    }

    private static Planted planted(Invariant invariant, String how, HistoryBuilder history) {
        return new Planted(invariant, how, history);
    }

    static Stream<Planted> violations() {
        return Stream.of(
                        ofOutcomes(),
                        ofReports(),
                        ofAttempts(),
                        ofOrder(),
                        ofRefusals(),
                        ofWaits(),
                        ofIsolation(),
                        ofQuiescence())
                .flatMap(List::stream);
    }

    private static List<Planted> ofOutcomes() {
        return List.of(
                planted(Invariant.ACKNOWLEDGED_TASKS_END, "gone", new HistoryBuilder().submitted()),
                planted(
                        Invariant.ACKNOWLEDGED_TASKS_END,
                        "not ended",
                        new HistoryBuilder().submitted().ends(new FinalTask("a-c1/work/1", "QUEUED", "", 0, 0, 0, 3))),
                planted(
                        Invariant.ONE_OUTCOME,
                        "another text",
                        HistoryBuilder.ofOneTask()
                                .seen(HistoryBuilder.outcome("COMPLETED", 1, "else"))
                                .well()),
                planted(
                        Invariant.ONE_OUTCOME,
                        "another end",
                        HistoryBuilder.ofOneTask()
                                .by("a-c1.1")
                                .text(EventType.STATUS_SEEN, "CANCELLED")
                                .well()));
    }

    private static List<Planted> ofReports() {
        return List.of(
                planted(
                        Invariant.ONE_SUCCESS,
                        "two attempts",
                        HistoryBuilder.ofOneTask()
                                .taken("a-w2.1", 2, 20)
                                .completed("a-w2.1", 2, 20, "again")
                                .well()),
                planted(
                        Invariant.ONE_SUCCESS,
                        "one attempt, two results",
                        HistoryBuilder.ofOneTask()
                                .completed("a-w1.1", 1, 10, "again")
                                .well()),
                planted(
                        Invariant.RESULTS_COUNT,
                        "an accepted result is not the outcome",
                        new HistoryBuilder()
                                .submitted()
                                .taken("a-w1.1", 1, 10)
                                .completed("a-w1.1", 1, 10, "done")
                                .ends("FAILED", 1, "no")),
                planted(
                        Invariant.RESULTS_COUNT,
                        "an outcome from nowhere",
                        new HistoryBuilder().submitted().taken("a-w1.1", 1, 10).well()),
                planted(
                        Invariant.TOKENS_RISE,
                        "a later attempt has a smaller one",
                        new HistoryBuilder().submitted().taken("a-w1.1", 1, 10).taken("a-w2.1", 2, 9)),
                planted(
                        Invariant.TOKENS_RISE,
                        "one attempt has two",
                        new HistoryBuilder().submitted().taken("a-w1.1", 1, 10).taken("a-w2.1", 1, 11)),
                planted(
                        Invariant.STALE_REPORTS_ARE_REFUSED,
                        "accepted after a later attempt began",
                        new HistoryBuilder()
                                .submitted()
                                .taken("a-w1.1", 1, 10)
                                .taken("a-w2.1", 2, 20)
                                .completed("a-w1.1", 1, 10, "late")));
    }

    private static List<Planted> ofAttempts() {
        return List.of(
                planted(
                        Invariant.ATTEMPTS_RUN_ONCE,
                        "twice in one process",
                        HistoryBuilder.ofOneTask()
                                .by("a-w1.1")
                                .text(EventType.HANDLER_STARTED, 1, 0, "work a-c1/work/1")
                                .well()),
                planted(
                        Invariant.ATTEMPTS_RUN_ONCE,
                        "in two processes that live",
                        HistoryBuilder.ofOneTask()
                                .by("a-w2.1")
                                .text(EventType.HANDLER_STARTED, 1, 0, "work a-c1/work/1")
                                .well()),
                planted(
                        Invariant.NOTHING_RUNS_AFTER_THE_OUTCOME,
                        "cancelled before it ran",
                        new HistoryBuilder().submitted().taken("a-w1.1", 1, 10).ends("CANCELLED", 0, "unwanted")),
                planted(
                        Invariant.FAILURES_WITHIN_LIMIT,
                        "too many",
                        HistoryBuilder.ofOneTask().ends(new FinalTask("a-c1/work/1", "COMPLETED", DONE, 1, 4, 4, 3))),
                planted(
                        Invariant.FAILURES_WITHIN_LIMIT,
                        "one is not counted",
                        HistoryBuilder.ofOneTask().ends(new FinalTask("a-c1/work/1", "COMPLETED", DONE, 1, 1, 2, 3))));
    }

    private static List<Planted> ofOrder() {
        return List.of(
                planted(
                        Invariant.STATES_IN_ORDER,
                        "two ends",
                        HistoryBuilder.ofOneTask().event("CANCELLED", 1).well()),
                planted(
                        Invariant.STATES_IN_ORDER,
                        "taken while it runs",
                        new HistoryBuilder().submitted().taken("a-w1.1", 1, 10).taken("a-w1.1", 2, 20)),
                planted(
                        Invariant.STATES_IN_ORDER,
                        "an attempt is left out",
                        new HistoryBuilder().submitted().taken("a-w1.1", 2, 10)),
                planted(
                        Invariant.STATES_IN_ORDER,
                        "no event of its end",
                        new HistoryBuilder().submitted().ends("CANCELLED", 0, "unwanted")),
                planted(
                        Invariant.STATES_IN_ORDER,
                        "events are missed",
                        HistoryBuilder.ofOneTask()
                                .happens(EventType.EVENT, "MISSED")
                                .well()));
    }

    private static List<Planted> ofRefusals() {
        return List.of(planted(
                Invariant.REFUSED_TASKS_NEVER_RUN,
                "run all the same",
                new HistoryBuilder()
                        .text(EventType.SUBMIT_CALLED, "work a-c1/work/1")
                        .text(EventType.SUBMIT_REFUSED, "QueueFullException work a-c1/work/1")
                        .taken("a-w1.1", 1, 10)));
    }

    private static List<Planted> ofWaits() {
        HistoryBuilder begun = HistoryBuilder.ofOneTask().by("a-c1.1");
        return List.of(
                planted(
                        Invariant.WAITS_END,
                        "an outcome never comes",
                        HistoryBuilder.ofOneTask()
                                .by("a-c1.1")
                                .text(EventType.OUTCOME_AWAITED, "")
                                .well()),
                planted(
                        Invariant.WAITS_END,
                        "a submit is never answered",
                        begun.text(EventType.SUBMIT_CALLED, "work").well()),
                planted(
                        Invariant.WAITS_END,
                        "a wait fails",
                        HistoryBuilder.ofOneTask()
                                .by("a-c1.1")
                                .text(EventType.OUTCOME_AWAITED, "")
                                .text(EventType.OUTCOME_FAILED, "TaskNotFoundException")
                                .well()));
    }

    private static List<Planted> ofIsolation() {
        return List.of(
                planted(
                        Invariant.NAMESPACES_ARE_WALLS,
                        "taken by another's worker",
                        new HistoryBuilder().submitted().taken("b-w1.1", 1, 10)),
                planted(
                        Invariant.NAMESPACES_ARE_WALLS,
                        "stored in another",
                        new HistoryBuilder().about("b-c1/work/1").ends("CANCELLED", 0, "")));
    }

    private static List<Planted> ofQuiescence() {
        return List.of(
                planted(
                        Invariant.NOTHING_AT_WORK_AT_REST,
                        "a lease is left",
                        HistoryBuilder.ofOneTask().well().countsRunning(1)),
                planted(
                        Invariant.NOTHING_AT_WORK_AT_REST,
                        "a task is left that nobody awaits",
                        new HistoryBuilder().ends(new FinalTask("a-c1/work/1", "RUNNING", "", 1, 0, 0, 3))),
                planted(
                        Invariant.COUNTERS_AGREE,
                        "one completed is not counted",
                        HistoryBuilder.ofOneTask().well().countsCompleted(-1)));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aPlantedViolationIsFound(Planted planted) {
        assertThat(planted.history().check()).extracting(Violation::invariant).contains(planted.invariant());
    }

    @Test
    void everyInvariantIsBrokenHereAtLeastOnce() {
        Set<Invariant> broken = violations().map(Planted::invariant).collect(Collectors.toSet());
        assertThat(broken).containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Invariant.class));
    }

    @Test
    void aCleanRunPasses() {
        assertThat(HistoryBuilder.ofOneTask().well().check()).isEmpty();
    }

    @Test
    void aCleanRunWithLostAttemptsAndLateReportsPasses() {
        HistoryBuilder history = new HistoryBuilder()
                .submitted()
                .taken("a-w1.1", 1, 10)
                .event("LEASE_LOST", 1)
                .taken("a-w2.1", 2, 20)
                .by("a-w1.1")
                .text(EventType.REPORT_CALLED, 1, 10, "Completed late")
                .text(EventType.REPORT_REFUSED, 1, 10, "Completed late")
                .completed("a-w2.1", 2, 20, "done")
                .seen(HistoryBuilder.outcome("COMPLETED", 2, "done"))
                .ends(new FinalTask(
                        "a-c1/work/1", "COMPLETED", HistoryBuilder.outcome("COMPLETED", 2, "done"), 2, 1, 1, 3));
        assertThat(history.check()).isEmpty();
    }

    @Test
    void openCallsOfADeadProcessAreNotViolations() {
        HistoryBuilder history = HistoryBuilder.ofOneTask()
                .by("a-c1.1")
                .text(EventType.OUTCOME_AWAITED, "")
                .by("a-w1.1")
                .text(EventType.HANDLER_STARTED, 1, 0, "work a-c1/work/1")
                .well();
        assertThat(history.check()).hasSize(2);
        HistoryBuilder died = HistoryBuilder.ofOneTask()
                .by("a-c1.1")
                .text(EventType.OUTCOME_AWAITED, "")
                .by("run")
                .happens(EventType.PROCESS_ENDED, "a-c1.1 exit=137")
                .happens(EventType.PROCESS_ENDED, "a-w1.1 exit=137")
                .by("a-w1.2")
                .text(EventType.HANDLER_STARTED, 1, 0, "work a-c1/work/1")
                .well();
        assertThat(died.check()).isEmpty();
    }

    @Test
    void aTaskThatWasRefusedToOneAndAcknowledgedToAnotherMayRun() {
        HistoryBuilder history = new HistoryBuilder()
                .by("a-c2.1")
                .text(EventType.SUBMIT_CALLED, "work a-c1/work/1")
                .text(EventType.SUBMIT_REFUSED, "QueueFullException work a-c1/work/1")
                .submitted()
                .taken("a-w1.1", 1, 10)
                .completed("a-w1.1", 1, 10, "done")
                .well();
        assertThat(history.check()).isEmpty();
    }
}
