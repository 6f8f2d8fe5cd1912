package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;

/** Tasks stay in their namespace, which is the first part of their id and of every process's name. */
final class IsolationRule implements Rule {
    @Override
    public void check(RecordedRun run, Findings findings) {
        run.byTask().forEach((id, entries) -> {
            String namespace = namespaceOf(id);
            for (HistoryEntry entry : entries) {
                if (entry.type() != EventType.EVENT
                        && !namespaceOf(entry.process()).equals(namespace)) {
                    findings.add(
                            Invariant.NAMESPACES_ARE_WALLS, id, "was seen by " + entry.process() + ": " + entry.type());
                }
            }
        });
        for (FinalState state : run.finals()) {
            for (FinalTask task : state.tasks()) {
                if (!namespaceOf(task.id()).equals(state.namespace())) {
                    findings.add(Invariant.NAMESPACES_ARE_WALLS, task.id(), "is in namespace " + state.namespace());
                }
            }
        }
    }

    private static String namespaceOf(String name) {
        return name.substring(0, Math.max(0, name.indexOf('-')));
    }
}
