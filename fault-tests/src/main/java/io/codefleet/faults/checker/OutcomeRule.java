package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Acknowledged tasks end, and end once. */
final class OutcomeRule implements Rule {
    private static final Set<String> TERMINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");

    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> check(run, id, entries, findings));
    }

    private static void check(RecordedRun run, String id, List<HistoryEntry> entries, Findings findings) {
        FinalTask last = run.finalTask(id);
        boolean acknowledged = entries.stream().anyMatch(entry -> entry.type() == EventType.SUBMIT_ACKNOWLEDGED);
        if (acknowledged && (last == null || !last.hasEnded())) {
            String now = last == null ? "is gone" : "is still " + last.status();
            findings.add(Invariant.ACKNOWLEDGED_TASKS_END, id, "was acknowledged and " + now);
        }
        Set<String> outcomes = new TreeSet<>();
        Set<String> statuses = new TreeSet<>();
        for (HistoryEntry entry : entries) {
            if (entry.type() == EventType.OUTCOME_SEEN) {
                outcomes.add(entry.detail());
            } else if (entry.type() == EventType.STATUS_SEEN && TERMINAL.contains(entry.detail())) {
                statuses.add(entry.detail());
            }
        }
        if (last != null) {
            outcomes.add(last.outcome());
            statuses.add(last.status());
        }
        if (outcomes.size() > 1 && entries.stream().anyMatch(entry -> entry.type() == EventType.OUTCOME_SEEN)) {
            findings.add(Invariant.ONE_OUTCOME, id, "was seen with several outcomes: " + outcomes);
        } else if (statuses.size() > 1 && entries.stream().anyMatch(OutcomeRule::recordsEnd)) {
            findings.add(Invariant.ONE_OUTCOME, id, "was seen with several ends: " + statuses);
        }
    }

    private static boolean recordsEnd(HistoryEntry entry) {
        return entry.type() == EventType.STATUS_SEEN && TERMINAL.contains(entry.detail());
    }
}
