package io.codefleet.broker.inmemory.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue of all tasks of one type that require the same capabilities, or that are placed on one worker. Guarded by the
 * store's lock.
 */
final class LaneQueue {
    /**
     * Key of a lane.
     *
     * @param type the type of its tasks
     * @param capabilities what they require
     * @param workerId the worker they are placed on
     */
    record Key(String type, SortedSet<String> capabilities, Optional<String> workerId) {}

    static final Comparator<StoredTask> ORDER = (one, other) -> {
        int byRank = Long.compare(one.rank, other.rank);
        return byRank == 0 ? Long.compare(one.submitted, other.submitted) : byRank;
    };

    final Key key;
    /** The profiles whose workers serve it. */
    final List<Profile> profiles = new ArrayList<>();
    /** How many of its tasks have not ended. */
    int live;
    /** How many of its tasks are queued, also those that wait in the lane of a chosen worker or for a place. */
    int queued;

    private final TreeSet<StoredTask> tasks = new TreeSet<>(ORDER);

    LaneQueue(Key key) {
        this.key = key;
    }

    void add(StoredTask task) {
        tasks.add(task);
    }

    void remove(StoredTask task) {
        tasks.remove(task);
    }

    Set<StoredTask> tasks() {
        return tasks;
    }

    int size() {
        return tasks.size();
    }

    @Nullable
    StoredTask head() {
        return tasks.isEmpty() ? null : tasks.first();
    }

    /** Returns whether the head of one lane comes before the head of another. */
    static boolean before(StoredTask one, @Nullable StoredTask other) {
        return other == null || ORDER.compare(one, other) < 0;
    }
}
