package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rule that a task never runs if it was refused and no other submit of it succeeded. */
final class RefusalRule implements Rule {
    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> check(id, entries, findings));
    }

    private static void check(String id, List<HistoryEntry> entries, Findings findings) {
        Set<String> refused = new HashSet<>();
        for (HistoryEntry entry : RecordedRun.only(entries, EventType.SUBMIT_REFUSED)) {
            refused.add(entry.detail().split(" ", 2)[1]);
        }
        if (refused.isEmpty()) {
            return;
        }
        refused.removeAll(submittedOtherwise(entries));
        for (HistoryEntry start : RecordedRun.only(entries, EventType.HANDLER_STARTED)) {
            if (refused.contains(start.detail())) {
                findings.add(
                        Invariant.REFUSED_TASKS_NEVER_RUN,
                        id,
                        "'" + start.detail() + "' was refused, and run by " + start.process());
            }
        }
    }

    /** Returns the prompts of calls that did not end with a refusal. */
    private static Set<String> submittedOtherwise(List<HistoryEntry> entries) {
        Set<String> prompts = new HashSet<>();
        for (String process :
                entries.stream().map(HistoryEntry::process).distinct().toList()) {
            List<HistoryEntry> own = entries.stream()
                    .filter(entry -> entry.process().equals(process))
                    .toList();
            long refusals = RecordedRun.only(own, EventType.SUBMIT_REFUSED).size();
            List<HistoryEntry> calls = RecordedRun.only(own, EventType.SUBMIT_CALLED);
            if (calls.size() > refusals) {
                calls.forEach(call -> prompts.add(call.detail()));
            }
        }
        return prompts;
    }
}
