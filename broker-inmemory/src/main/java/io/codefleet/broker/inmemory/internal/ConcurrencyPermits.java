package io.codefleet.broker.inmemory.internal;

import io.codefleet.Concurrency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The permits of concurrency keys. A task with a key has a permit while it is in its lane or runs; before, it waits for one. Guarded
 * by the store's lock.
 */
final class ConcurrencyPermits {
    private final Map<String, Key> keys = new HashMap<>();
    /** Where a place may have become free, or a task waits again. */
    private final Set<String> touched = new HashSet<>();

    private int waiting;

    private static final class Key {
        final Set<StoredTask> taken = new HashSet<>();
        final TreeSet<StoredTask> waiting = new TreeSet<>(LaneQueue.ORDER);
    }

    /** Adds a task with a key to those that wait for a permit, and returns whether it has a key. */
    boolean await(StoredTask task) {
        Optional<Concurrency> shared = task.task.concurrency();
        shared.ifPresent(concurrency -> {
            keys.computeIfAbsent(concurrency.key(), name -> new Key()).waiting.add(task);
            waiting++;
            touched.add(concurrency.key());
        });
        return shared.isPresent();
    }

    /** Adds the permit that a task had in the store of which this is a copy. */
    void hold(StoredTask task) {
        task.task.concurrency().ifPresent(concurrency -> {
            keys.computeIfAbsent(concurrency.key(), name -> new Key()).taken.add(task);
            touched.add(concurrency.key());
        });
    }

    /** Returns whether a task has a permit. */
    boolean holds(StoredTask task) {
        return task.task
                .concurrency()
                .map(concurrency -> keys.get(concurrency.key()))
                .map(key -> key.taken.contains(task))
                .orElse(false);
    }

    /** Releases the permit of a task, or its place among the waiting: the task neither waits nor runs any more. */
    void release(StoredTask task) {
        task.task.concurrency().map(Concurrency::key).ifPresent(name -> {
            Key key = keys.get(name);
            if (key == null) {
                return;
            }
            if (key.waiting.remove(task)) {
                waiting--;
            } else {
                key.taken.remove(task);
            }
            touched.add(name);
        });
    }

    /** Grants free permits to the tasks that wait, in order, and returns these tasks. */
    List<StoredTask> grant() {
        if (touched.isEmpty()) {
            return List.of();
        }
        List<StoredTask> granted = new ArrayList<>();
        for (String name : touched) {
            Key key = keys.get(name);
            if (key != null) {
                grant(key, granted);
                if (key.taken.isEmpty() && key.waiting.isEmpty()) {
                    keys.remove(name);
                }
            }
        }
        touched.clear();
        return granted;
    }

    private void grant(Key key, List<StoredTask> granted) {
        while (!key.waiting.isEmpty()) {
            StoredTask first = key.waiting.first();
            int limit = first.task.concurrency().map(Concurrency::limit).orElse(1);
            if (key.taken.size() >= limit) {
                return;
            }
            key.waiting.remove(first);
            waiting--;
            key.taken.add(first);
            granted.add(first);
        }
    }

    /** Returns how many tasks wait for a permit. */
    int waiting() {
        return waiting;
    }
}
