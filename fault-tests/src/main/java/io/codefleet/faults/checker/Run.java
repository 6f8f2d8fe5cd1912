package io.codefleet.faults.checker;

import io.codefleet.faults.history.Entry;
import io.codefleet.faults.history.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of a run, ordered for those who check it. */
final class Run {
    private final List<Entry> entries;
    private final List<FinalState> finals;
    private final Map<String, List<Entry>> byTask = new TreeMap<>();
    private final Map<String, FinalTask> finalTasks = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    /** @param entries in the order of time */
    Run(List<Entry> entries, List<FinalState> finals) {
        this.entries = entries;
        this.finals = finals;
        for (Entry entry : entries) {
            if (!entry.task().isEmpty()) {
                byTask.computeIfAbsent(entry.task(), id -> new ArrayList<>()).add(entry);
            } else if (entry.what() == What.PROCESS_ENDED) {
                ended.put(entry.detail().split(" ", 2)[0], entry.at());
            } else if (entry.what() == What.PROCESS_DONE) {
                done.add(entry.process());
            }
        }
        for (FinalState state : finals) {
            state.tasks().forEach(task -> finalTasks.put(task.id(), task));
        }
    }

    List<Entry> entries() {
        return entries;
    }

    List<FinalState> finals() {
        return finals;
    }

    /** The history of each task, in the order of time. */
    Map<String, List<Entry>> byTask() {
        return byTask;
    }

    @Nullable
    FinalTask finalTask(String id) {
        return finalTasks.get(id);
    }

    /** Whether a process has died, and not ended in good order. */
    boolean hasDied(String process) {
        return ended.containsKey(process) && !done.contains(process);
    }

    /** Whether a process was gone at this time. */
    boolean wasGone(String process, long at) {
        Long end = ended.get(process);
        return end != null && end <= at;
    }

    static List<Entry> only(List<Entry> entries, What what) {
        return entries.stream().filter(entry -> entry.what() == what).toList();
    }
}
