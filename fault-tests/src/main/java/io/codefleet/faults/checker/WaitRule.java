package io.codefleet.faults.checker;

import io.codefleet.faults.history.Entry;
import io.codefleet.faults.history.What;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whatever is called or awaited comes to an end, in every process that lives to see it. */
final class WaitRule implements Rule {
    private static final Map<What, Set<What>> ENDS = new EnumMap<>(Map.of(
            What.SUBMIT_CALLED, Set.of(What.SUBMIT_ACKNOWLEDGED, What.SUBMIT_REFUSED, What.SUBMIT_UNANSWERED),
            What.OUTCOME_AWAITED, Set.of(What.OUTCOME_SEEN, What.OUTCOME_FAILED),
            What.CANCEL_CALLED, Set.of(What.CANCEL_ANSWERED, What.CANCEL_UNANSWERED),
            What.REPORT_CALLED, Set.of(What.REPORT_ACCEPTED, What.REPORT_REFUSED, What.REPORT_UNANSWERED)));

    @Override
    public void check(Run run, Findings findings) {
        run.byTask().forEach((id, entries) -> {
            ENDS.forEach((begin, ends) -> {
                Map<String, Integer> open = new TreeMap<>();
                for (Entry entry : entries) {
                    if (entry.what() == begin) {
                        open.merge(entry.process(), 1, Integer::sum);
                    } else if (ends.contains(entry.what())) {
                        open.merge(entry.process(), -1, Integer::sum);
                    }
                }
                open.forEach((process, calls) -> {
                    if (calls > 0 && !run.hasDied(process)) {
                        findings.add(Invariant.WAITS_END, id, begin + " of " + process + " never came to an end");
                    }
                });
            });
            for (Entry failed : Run.only(entries, What.OUTCOME_FAILED)) {
                findings.add(
                        Invariant.WAITS_END, id, failed.process() + " awaited an outcome and got " + failed.detail());
            }
        });
    }
}
