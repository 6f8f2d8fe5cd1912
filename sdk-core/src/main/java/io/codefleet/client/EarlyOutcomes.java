package io.codefleet.client;

import io.codefleet.Outcome;
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
    /** A fast task's result is small; large ones are asked for. */
    private static final int MAX_TEXT = 4096;

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

    /** Data has a size too, which is not worth counting. */
    private static boolean isLarge(Outcome outcome) {
        return outcome instanceof Outcome.Completed completed
                && (completed.result().text().length() > MAX_TEXT || !completed.result().data().isEmpty());
    }

    @Nullable
    Outcome take(String taskId) {
        return outcomes.remove(taskId);
    }

    void clear() {
        outcomes.clear();
    }
}
