package io.codefleet.broker.inmemory.internal;

import io.codefleet.WorkerInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The types and capabilities of workers, the lanes they serve, and who of them waits. Guarded by the store's lock. */
final class Profile {
    /**
     * Key of a profile.
     *
     * @param types the types its workers serve
     * @param capabilities what they offer
     */
    record Key(SortedSet<String> types, SortedSet<String> capabilities) {
        static Key of(WorkerInfo worker) {
            return new Key(worker.types(), worker.capabilities());
        }
    }

    final Key key;
    final List<LaneQueue> lanes = new ArrayList<>();
    /** Those that asked for more than there was, the first one first. */
    final Set<WorkerRecord> waiting = new LinkedHashSet<>();

    Profile(Key key) {
        this.key = key;
    }

    boolean serves(LaneQueue.Key lane) {
        return lane.workerId().isEmpty()
                && (key.types().contains(WorkerInfo.ANY_TYPE) || key.types().contains(lane.type()))
                && key.capabilities().containsAll(lane.capabilities());
    }

    @Nullable
    WorkerRecord takeWaiting() {
        if (waiting.isEmpty()) {
            return null;
        }
        WorkerRecord first = waiting.iterator().next();
        waiting.remove(first);
        return first;
    }
}
