package io.codefleet.faults.checker;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.HistoryEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of a run, ordered for those who check it. */
final class RecordedRun {
    private final List<HistoryEntry> entries;
    private final List<FinalState> finals;
    private final Map<String, List<HistoryEntry>> byTask = new TreeMap<>();
    private final Map<String, FinalTask> finalTasks = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    /**
     * Creates the record of a run.
     *
     * @param entries in the order of time
     */
    RecordedRun(List<HistoryEntry> entries, List<FinalState> finals) {
        this.entries = entries;
        this.finals = finals;
        for (HistoryEntry entry : entries) {
            if (!entry.task().isEmpty()) {
                byTask.computeIfAbsent(entry.task(), id -> new ArrayList<>()).add(entry);
            } else if (entry.type() == EventType.PROCESS_ENDED) {
                ended.put(entry.detail().split(" ", 2)[0], entry.at());
            } else if (entry.type() == EventType.PROCESS_DONE) {
                done.add(entry.process());
            }
        }
        for (FinalState state : finals) {
            state.tasks().forEach(task -> finalTasks.put(task.id(), task));
        }
    }

    List<HistoryEntry> entries() {
        return entries;
    }

    List<FinalState> finals() {
        return finals;
    }

    /** Returns the history of each task, in the order of time. */
    Map<String, List<HistoryEntry>> byTask() {
        return byTask;
    }

    @Nullable
    FinalTask finalTask(String id) {
        return finalTasks.get(id);
    }

    /** Returns whether a process has crashed, without an orderly end. */
    boolean hasDied(String process) {
        return ended.containsKey(process) && !done.contains(process);
    }

    /** Returns whether a process had ended at this time. */
    boolean wasGone(String process, long at) {
        Long end = ended.get(process);
        return end != null && end <= at;
    }

    static List<HistoryEntry> only(List<HistoryEntry> entries, EventType what) {
        return entries.stream().filter(entry -> entry.type() == what).toList();
    }
}
