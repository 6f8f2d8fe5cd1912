package io.codefleet.control.tasks;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Number of slots that the workers had at each time. A worker says since when it runs, so that the past of the present workers is known
 * after a restart of the control plane too. Confined to the context.
 */
final class SlotHistory {
    private static final int MAX_SPANS = 5000;

    private final Map<String, SlotSpan> latest = new LinkedHashMap<>();
    private final Deque<SlotSpan> earlier = new ArrayDeque<>();

    private record SlotSpan(Instant startedAt, int slots, Instant from, Instant to) {}

    /** Records the workers that were present at a time. */
    void seen(List<WorkerInfo> workers, Instant now) {
        for (WorkerInfo worker : workers) {
            SlotSpan last = latest.remove(worker.id());
            Instant from = worker.startedAt();
            if (last != null && last.startedAt().equals(worker.startedAt())) {
                boolean resized = last.slots() != worker.concurrency();
                from = resized ? last.to() : last.from();
                if (resized) {
                    earlier.addLast(last);
                }
            } else if (last != null) {
                earlier.addLast(last);
            }
            Instant until = worker.state() == WorkerState.OFFLINE ? worker.lastSeen() : now;
            latest.put(worker.id(), new SlotSpan(worker.startedAt(), worker.concurrency(), from, until));
        }
        while (earlier.size() > MAX_SPANS) {
            earlier.removeFirst();
        }
        Iterator<SlotSpan> eldest = latest.values().iterator();
        while (latest.size() > MAX_SPANS) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Adds to each step the time of all slots in it, in milliseconds. */
    void addTo(StepSums sums) {
        earlier.forEach(span -> sums.addSpan(span.from(), span.to(), span.slots()));
        latest.values().forEach(span -> sums.addSpan(span.from(), span.to(), span.slots()));
    }
}
