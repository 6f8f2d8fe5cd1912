package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Each call and each wait ends, in every process that lives long enough. */
final class WaitRule implements Rule {
    private static final Map<EventType, Set<EventType>> ENDS = new EnumMap<>(Map.of(
            EventType.SUBMIT_CALLED,
                    Set.of(EventType.SUBMIT_ACKNOWLEDGED, EventType.SUBMIT_REFUSED, EventType.SUBMIT_UNANSWERED),
            EventType.OUTCOME_AWAITED, Set.of(EventType.OUTCOME_SEEN, EventType.OUTCOME_FAILED),
            EventType.CANCEL_CALLED, Set.of(EventType.CANCEL_ANSWERED, EventType.CANCEL_UNANSWERED),
            EventType.REPORT_CALLED,
                    Set.of(EventType.REPORT_ACCEPTED, EventType.REPORT_REFUSED, EventType.REPORT_UNANSWERED)));

    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> {
            ENDS.forEach((begin, ends) -> {
                Map<String, Integer> open = new TreeMap<>();
                for (HistoryEntry entry : entries) {
                    if (entry.type() == begin) {
                        open.merge(entry.process(), 1, Integer::sum);
                    } else if (ends.contains(entry.type())) {
                        open.merge(entry.process(), -1, Integer::sum);
                    }
                }
                open.forEach((process, calls) -> {
                    if (calls > 0 && !run.hasDied(process)) {
                        findings.add(Invariant.WAITS_END, id, begin + " of " + process + " never came to an end");
                    }
                });
            });
            for (HistoryEntry failed : RecordedRun.only(entries, EventType.OUTCOME_FAILED)) {
                findings.add(
                        Invariant.WAITS_END, id, failed.process() + " awaited an outcome and got " + failed.detail());
            }
        });
    }
}
