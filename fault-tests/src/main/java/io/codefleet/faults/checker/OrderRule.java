package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.List;
import java.util.Set;

/** Walks through the events of each task as its life allows. */
final class OrderRule implements Rule {
    private static final Set<String> ENDS = Set.of("COMPLETED", "FAILED", "CANCELLED");
    private static final Set<String> BACK_TO_WAITING = Set.of("RETRYING", "LEASE_LOST", "RELEASED");

    @Override
    public void check(RecordedRun run, Findings findings) {
        for (HistoryEntry entry : RecordedRun.only(run.entries(), EventType.EVENT)) {
            if (entry.detail().equals("MISSED")) {
                findings.add(Invariant.STATES_IN_ORDER, "", "events were dropped, though all are kept");
            }
        }
        run.byTask().forEach((id, entries) -> {
            List<HistoryEntry> events = RecordedRun.only(entries, EventType.EVENT);
            if (!events.isEmpty() || run.finalTask(id) != null) {
                walk(run, id, events, findings);
            }
        });
    }

    private static void walk(RecordedRun run, String id, List<HistoryEntry> events, Findings findings) {
        String state = "";
        int attempt = 0;
        for (HistoryEntry event : events) {
            String kind = event.detail();
            String next = next(state, kind);
            if (kind.equals("STARTED")) {
                attempt++;
            }
            if (next.isEmpty() || event.attempt() != attempt) {
                findings.add(
                        Invariant.STATES_IN_ORDER,
                        id,
                        kind + " of attempt " + event.attempt() + " while " + (state.isEmpty() ? "unknown" : state)
                                + " with attempt " + attempt);
                return;
            }
            state = next;
        }
        FinalTask last = run.finalTask(id);
        if (last != null && last.hasEnded() && !state.equals(last.status())) {
            findings.add(Invariant.STATES_IN_ORDER, id, "its events end with " + state + ", it is " + last.status());
        }
    }

    /** Returns the state after an event; empty if the event cannot occur in the state before. */
    private static String next(String state, String kind) {
        boolean waits = state.equals("WAITING");
        boolean runs = state.equals("RUNNING");
        if (kind.equals("SUBMITTED")) {
            return state.isEmpty() ? "WAITING" : "";
        } else if (kind.equals("STARTED")) {
            return waits ? "RUNNING" : "";
        } else if (kind.equals("CANCEL_REQUESTED")) {
            return runs ? "RUNNING" : "";
        } else if (BACK_TO_WAITING.contains(kind)) {
            return runs ? "WAITING" : "";
        } else if (kind.equals("COMPLETED")) {
            return runs ? kind : "";
        }
        return ENDS.contains(kind) && (waits || runs) ? kind : "";
    }
}
