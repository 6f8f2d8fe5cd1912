package io.codefleet.client;

import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last outcomes that nobody has asked for yet: a fast task may end before its submitter gets its handle. Bounded in number
 * and size, as a bulk submit hears of every outcome and asks for none. Confined to the context, but for {@link #dropped}.
 */
final class EarlyOutcomes {
    private static final int MAX = 4096;
    /** In characters. A fast task's result is small; large ones are asked for. */
    private static final int MAX_SIZE = 2048;

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /** How many were dropped to make room for newer ones; while this stands still, nothing is missing. */
    long dropped() {
        return dropped.get();
    }

    void put(Outcome outcome) {
        if (isLarge(outcome)) {
            dropped.incrementAndGet();
            return;
        }
        outcomes.put(outcome.taskId(), outcome);
        if (outcomes.size() > MAX) {
            Iterator<String> eldest = outcomes.keySet().iterator();
            eldest.next();
            eldest.remove();
            dropped.incrementAndGet();
        }
    }

    private static boolean isLarge(Outcome outcome) {
        if (!(outcome instanceof Outcome.Completed completed)) {
            return false;
        }
        TaskResult result = completed.result();
        int patch = result.patch().map(String::length).orElse(0);
        return result.text().length() + patch > MAX_SIZE
                || result.data().toString().length() > MAX_SIZE;
    }

    @Nullable
    Outcome take(String taskId) {
        return outcomes.remove(taskId);
    }

    void clear() {
        outcomes.clear();
    }
}
