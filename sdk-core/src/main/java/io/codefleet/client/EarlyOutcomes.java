package io.codefleet.client;

import io.codefleet.Outcome;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last outcomes that nobody has asked for yet: a fast task may end before its submitter gets its handle. Confined to the
 * context, but for {@link #dropped}.
 */
final class EarlyOutcomes {
    private static final int MAX = 4096;

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /** How many were dropped to make room for newer ones; while this stands still, nothing is missing. */
    long dropped() {
        return dropped.get();
    }

    void put(Outcome outcome) {
        outcomes.put(outcome.taskId(), outcome);
        if (outcomes.size() > MAX) {
            Iterator<String> eldest = outcomes.keySet().iterator();
            eldest.next();
            eldest.remove();
            dropped.incrementAndGet();
        }
    }

    @Nullable
    Outcome take(String taskId) {
        return outcomes.remove(taskId);
    }

    void clear() {
        outcomes.clear();
    }
}
