package io.codefleet.faults;

import io.codefleet.faults.checker.Violation;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Report on a run.
 *
 * @param seed what its schedule came from
 * @param replay the command that plays the same schedule again
 * @param folder where its histories are
 * @param faults what befell it
 * @param entries all histories
 * @param violations what broke an invariant; empty if all is well
 * @param leaders the processes that led the first namespace; empty where the broker has no leader
 */
public record RunReport(
        long seed,
        String replay,
        Path folder,
        List<String> faults,
        List<HistoryEntry> entries,
        List<Violation> violations,
        Set<String> leaders) {
    private static final int SHOWN = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long count(EventType what) {
        return entries.stream().filter(entry -> entry.type() == what).count();
    }

    /** Returns a summary of the run in one line. */
    public String summary() {
        long tasks = entries.stream()
                .filter(entry -> entry.type() == EventType.SUBMIT_ACKNOWLEDGED)
                .map(HistoryEntry::task)
                .distinct()
                .count();
        return "seed " + seed + ": " + tasks + " tasks, " + faults.size() + " faults of "
                + faults.stream().distinct().count() + " kinds, "
                + count(EventType.HANDLER_STARTED) + " attempts, " + count(EventType.PROCESS_STARTED) + " processes, "
                + leaders.size() + " leaders, "
                + count(EventType.SUBMIT_UNANSWERED) + " submits and " + count(EventType.REPORT_UNANSWERED)
                + " reports unanswered, " + count(EventType.REPORT_REFUSED) + " reports refused, " + violations.size()
                + " violations";
    }

    /** Returns the violations with the histories of their tasks, and the command that replays the schedule. */
    public String explain() {
        StringBuilder text = new StringBuilder(summary()).append("\nreplay: ").append(replay);
        text.append("\nhistories: ").append(folder).append('\n');
        violations.stream()
                .collect(Collectors.groupingBy(Violation::invariant, Collectors.counting()))
                .forEach((invariant, number) ->
                        text.append(number).append(" × ").append(invariant).append('\n'));
        violations.stream().limit(SHOWN).forEach(violation -> explain(violation, text));
        return text.toString();
    }

    private void explain(Violation violation, StringBuilder text) {
        text.append('\n')
                .append(violation.invariant())
                .append(' ')
                .append(violation.task())
                .append(' ');
        text.append(violation.message()).append('\n');
        long start = entries.get(0).at();
        for (HistoryEntry entry : entries) {
            if (!violation.task().isEmpty() && entry.task().equals(violation.task())) {
                text.append(String.format(
                        "  %9d ms  %-10s %-20s attempt %d token %d %s%n",
                        (entry.at() - start) / NANOS_PER_MILLI,
                        entry.process(),
                        entry.type(),
                        entry.attempt(),
                        entry.token(),
                        entry.detail()));
            }
        }
    }
}
