package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Attempts run once, not after the outcome, and no more often than allowed. */
final class AttemptRule implements Rule {
    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> {
            List<HistoryEntry> starts = RecordedRun.only(entries, EventType.HANDLER_STARTED);
            runOnce(run, id, starts, findings);
            FinalTask last = run.finalTask(id);
            if (last != null) {
                notAfterTheOutcome(id, starts, last, findings);
                withinLimit(last, findings);
            }
        });
    }

    private static void runOnce(RecordedRun run, String id, List<HistoryEntry> starts, Findings findings) {
        Map<Integer, HistoryEntry> known = new HashMap<>();
        for (HistoryEntry start : starts) {
            HistoryEntry before = known.put(start.attempt(), start);
            if (before != null && !run.wasGone(before.process(), start.at())) {
                findings.add(
                        Invariant.ATTEMPTS_RUN_ONCE,
                        id,
                        "attempt " + start.attempt() + " was begun by " + before.process() + " and again by "
                                + start.process());
            }
        }
    }

    private static void notAfterTheOutcome(String id, List<HistoryEntry> starts, FinalTask last, Findings findings) {
        for (HistoryEntry start : starts) {
            if (last.hasEnded() && start.attempt() > last.attempts()) {
                findings.add(
                        Invariant.NOTHING_RUNS_AFTER_THE_OUTCOME,
                        id,
                        "attempt " + start.attempt() + " was begun by " + start.process() + ", the outcome counts "
                                + last.attempts());
            }
        }
    }

    private static void withinLimit(FinalTask last, Findings findings) {
        if (last.failures() > last.maxFailures()) {
            findings.add(
                    Invariant.FAILURES_WITHIN_LIMIT,
                    last.id(),
                    "failed " + last.failures() + " times, " + last.maxFailures() + " are allowed");
        } else if (last.failures() != last.failedAttempts()) {
            findings.add(
                    Invariant.FAILURES_WITHIN_LIMIT,
                    last.id(),
                    last.failures() + " failures are counted, its attempts show " + last.failedAttempts());
        }
    }
}
