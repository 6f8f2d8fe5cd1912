package io.codefleet.broker.inmemory.internal;

import io.codefleet.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Notifications of one step, which are sent when the lock has been released. */
final class DeferredNotifications {
    private final BiConsumer<WorkerRecord, SignalBatch> onUndelivered;
    private final List<Runnable> actions = new ArrayList<>(2);
    private final Map<Follower, List<Outcome>> outcomes = new LinkedHashMap<>(2);

    DeferredNotifications(BiConsumer<WorkerRecord, SignalBatch> onUndelivered) {
        this.onUndelivered = onUndelivered;
    }

    void later(Runnable action) {
        actions.add(action);
    }

    void outcome(Follower to, Outcome outcome) {
        outcomes.computeIfAbsent(to, key -> new ArrayList<>()).add(outcome);
    }

    /** Returns signals to a worker whose receiver gave up before they were delivered. */
    void undelivered(WorkerRecord worker, SignalBatch signals) {
        onUndelivered.accept(worker, signals);
    }

    boolean isEmpty() {
        return actions.isEmpty() && outcomes.isEmpty();
    }

    void flush() {
        actions.forEach(Runnable::run);
        outcomes.forEach(Follower::outcomes);
    }
}
