package io.codefleet.faults.checker;

import io.codefleet.faults.history.Entry;
import io.codefleet.faults.history.What;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was refused, and by nobody submitted with more success, is never run. */
final class RefusalRule implements Rule {
    @Override
    public void check(Run run, Findings findings) {
        run.byTask().forEach((id, entries) -> check(id, entries, findings));
    }

    private static void check(String id, List<Entry> entries, Findings findings) {
        Set<String> refused = new HashSet<>();
        for (Entry entry : Run.only(entries, What.SUBMIT_REFUSED)) {
            refused.add(entry.detail().split(" ", 2)[1]);
        }
        if (refused.isEmpty()) {
            return;
        }
        refused.removeAll(submittedOtherwise(entries));
        for (Entry start : Run.only(entries, What.HANDLER_STARTED)) {
            if (refused.contains(start.detail())) {
                findings.add(
                        Invariant.REFUSED_TASKS_NEVER_RUN,
                        id,
                        "'" + start.detail() + "' was refused, and run by " + start.process());
            }
        }
    }

    /** The prompts of calls that did not end with a refusal. */
    private static Set<String> submittedOtherwise(List<Entry> entries) {
        Set<String> prompts = new HashSet<>();
        for (String process : entries.stream().map(Entry::process).distinct().toList()) {
            List<Entry> own = entries.stream()
                    .filter(entry -> entry.process().equals(process))
                    .toList();
            long refusals = Run.only(own, What.SUBMIT_REFUSED).size();
            List<Entry> calls = Run.only(own, What.SUBMIT_CALLED);
            if (calls.size() > refusals) {
                calls.forEach(call -> prompts.add(call.detail()));
            }
        }
        return prompts;
    }
}
