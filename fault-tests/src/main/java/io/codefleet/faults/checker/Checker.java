package io.codefleet.faults.checker;

import io.codefleet.faults.history.HistoryEntry;
import java.util.Comparator;
import java.util.List;

/** Checks a run against every invariant. A pure function of the histories and of what was left at the end. */
public final class Checker {
    private static final List<Rule> RULES = List.of(
            new OutcomeRule(),
            new ReportRule(),
            new AttemptRule(),
            new OrderRule(),
            new RefusalRule(),
            new WaitRule(),
            new IsolationRule(),
            new QuiescenceRule());

    private Checker() {}

    /** Returns all violations of an invariant; empty if there are none. */
    public static List<Violation> check(List<HistoryEntry> entries, List<FinalState> finals) {
        List<HistoryEntry> inOrder = entries.stream()
                .sorted(Comparator.comparingLong(HistoryEntry::at))
                .toList();
        RecordedRun run = new RecordedRun(inOrder, finals);
        Findings findings = new Findings();
        RULES.forEach(rule -> rule.check(run, findings));
        return List.copyOf(findings.violations());
    }
}
