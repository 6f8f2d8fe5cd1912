package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.mapreduce.ItemOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tracker of the ends of a run's items: counts them, and passes them on in their order, whatever the order in which they end.
 * Confined to the context.
 */
final class ItemTracker<T, M> {
    private final Consumer<ItemOutcome<T, M>> inOrder;
    private final Map<Long, ItemOutcome<T, M>> ahead = new HashMap<>();
    private long next;
    private long done;
    private long failed;
    private long notStarted;

    /**
     * Creates a tracker.
     *
     * @param inOrder gets each outcome once, those of earlier items first
     */
    ItemTracker(Consumer<ItemOutcome<T, M>> inOrder) {
        this.inOrder = inOrder;
    }

    void put(ItemOutcome<T, M> outcome) {
        if (outcome instanceof ItemOutcome.Done) {
            done++;
        } else if (outcome instanceof ItemOutcome.Failed) {
            failed++;
        } else {
            notStarted++;
        }
        ahead.put(outcome.index(), outcome);
        for (ItemOutcome<T, M> due = ahead.remove(next); due != null; due = ahead.remove(next)) {
            next++;
            inOrder.accept(due);
        }
    }

    long done() {
        return done;
    }

    long failed() {
        return failed;
    }

    long notStarted() {
        return notStarted;
    }

    /** Returns how many items have ended. */
    long ended() {
        return done + failed + notStarted;
    }

    /** Returns how many items are handed on: all before the first that has not ended. */
    long handedOn() {
        return next;
    }
}
