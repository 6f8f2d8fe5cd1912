package io.codefleet.internal.client;

import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import io.codefleet.json.OutcomeJson;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last outcomes that nobody has asked for yet: a fast task may end before its submitter gets its handle. Those of a bulk
 * submit, for which there are no handles, are not kept. Bounded in number and size. Confined to the context.
 */
final class EarlyOutcomes {
    private static final int MAX = 4096;
    /** An id is small compared with an outcome, and its handle lives anyway. */
    private static final int MAX_EXPECTED = 65_536;
    /** As JSON. A fast task's result is small; large ones are asked for. */
    private static final int MAX_BYTES = 2048;

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final Set<String> expected = new LinkedHashSet<>();

    /** Returns whether no outcome of this task was dropped: it is kept here, or has not arrived. */
    boolean isComplete(String taskId) {
        return expected.contains(taskId);
    }

    /** Expects the outcome of a task that is submitted: a caller may ask for it. */
    void expect(String taskId) {
        if (expected.add(taskId) && expected.size() > MAX_EXPECTED) {
            dropEldest(expected.iterator());
        }
    }

    void put(Outcome outcome) {
        if (!expected.contains(outcome.taskId())) {
            return;
        }
        if (isLarge(outcome)) {
            expected.remove(outcome.taskId());
            return;
        }
        outcomes.put(outcome.taskId(), outcome);
        if (outcomes.size() > MAX) {
            expected.remove(dropEldest(outcomes.keySet().iterator()));
        }
    }

    private static String dropEldest(Iterator<String> each) {
        String eldest = each.next();
        each.remove();
        return eldest;
    }

    private static boolean isLarge(Outcome outcome) {
        return isLargeAtSight(outcome) || OutcomeJson.encode(outcome).toBuffer().length() > MAX_BYTES;
    }

    /** Returns whether an outcome is too large without writing it out, which content of megabytes does not need. */
    private static boolean isLargeAtSight(Outcome outcome) {
        if (!(outcome instanceof Outcome.Completed completed)) {
            return false;
        }
        TaskResult result = completed.result();
        int patch = result.patch().map(String::length).orElse(0);
        return result.text().length() + patch > MAX_BYTES || !result.artifacts().isEmpty();
    }

    @Nullable
    Outcome take(String taskId) {
        expected.remove(taskId);
        return outcomes.remove(taskId);
    }

    void clear() {
        outcomes.clear();
        expected.clear();
    }
}
