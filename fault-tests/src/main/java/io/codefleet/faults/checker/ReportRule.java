package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reports count once, under the current token, and what counts is the outcome. */
final class ReportRule implements Rule {
    private static final String COMPLETED = "Completed ";

    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> {
            tokens(id, entries, findings);
            staleReports(id, entries, findings);
            successes(run, id, entries, findings);
        });
    }

    private static void tokens(String id, List<HistoryEntry> entries, Findings findings) {
        TreeMap<Integer, Set<Long>> tokens = new TreeMap<>();
        for (HistoryEntry claim : RecordedRun.only(entries, EventType.CLAIMED)) {
            tokens.computeIfAbsent(claim.attempt(), attempt -> new TreeSet<>()).add(claim.token());
        }
        long last = 0;
        for (Map.Entry<Integer, Set<Long>> attempt : tokens.entrySet()) {
            long token = attempt.getValue().iterator().next();
            if (attempt.getValue().size() > 1) {
                findings.add(
                        Invariant.TOKENS_RISE,
                        id,
                        "attempt " + attempt.getKey() + " has several tokens: " + attempt.getValue());
            } else if (token <= last) {
                findings.add(
                        Invariant.TOKENS_RISE,
                        id,
                        "attempt " + attempt.getKey() + " has token " + token + " after " + last);
            }
            last = token;
        }
    }

    /**
     * Finds stale reports by the time of their first call. A report that counted and is repeated counts again, whatever
     * has happened since.
     */
    private static void staleReports(String id, List<HistoryEntry> entries, Findings findings) {
        Map<Long, Long> firstCalled = new HashMap<>();
        long newest = 0;
        Map<Long, Long> newestWhenCalled = new HashMap<>();
        for (HistoryEntry entry : entries) {
            switch (entry.type()) {
                case CLAIMED -> newest = Math.max(newest, entry.token());
                case REPORT_CALLED -> {
                    if (firstCalled.putIfAbsent(entry.token(), entry.at()) == null) {
                        newestWhenCalled.put(entry.token(), newest);
                    }
                }
                case REPORT_ACCEPTED -> {
                    long known = newestWhenCalled.getOrDefault(entry.token(), 0L);
                    if (known > entry.token()) {
                        findings.add(
                                Invariant.STALE_REPORTS_ARE_REFUSED,
                                id,
                                "a report of attempt " + entry.attempt() + " under token " + entry.token()
                                        + " was accepted, though token " + known + " was given before");
                    }
                }
                default -> {}
            }
        }
    }

    private static void successes(RecordedRun run, String id, List<HistoryEntry> entries, Findings findings) {
        Set<String> accepted = results(entries, EventType.REPORT_ACCEPTED);
        if (accepted.size() > 1) {
            findings.add(Invariant.ONE_SUCCESS, id, "has several accepted results: " + accepted);
        }
        FinalTask last = run.finalTask(id);
        if (last == null) {
            return;
        }
        for (String result : accepted) {
            if (!isResultOf(last, result)) {
                findings.add(
                        Invariant.RESULTS_COUNT,
                        id,
                        "the result '" + result + "' was accepted, the outcome is " + last.outcome());
            }
        }
        if (last.status().equals("COMPLETED")
                && results(entries, EventType.REPORT_CALLED).stream().noneMatch(result -> isResultOf(last, result))) {
            findings.add(Invariant.RESULTS_COUNT, id, "nobody reported its outcome " + last.outcome());
        }
    }

    /** Returns the results as "attempt text". */
    private static Set<String> results(List<HistoryEntry> entries, EventType what) {
        return entries.stream()
                .filter(entry -> entry.type() == what && entry.detail().startsWith(COMPLETED))
                .map(entry -> entry.attempt() + " " + entry.detail().substring(COMPLETED.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isResultOf(FinalTask task, String result) {
        String[] parts = result.split(" ", 2);
        return task.status().equals("COMPLETED")
                && task.attempts() == Integer.parseInt(parts[0])
                && task.outcome().endsWith(" " + parts[1]);
    }
}
