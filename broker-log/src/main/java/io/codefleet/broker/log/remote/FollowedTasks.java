package io.codefleet.broker.log.remote;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tasks that a client follows and watches, whether it watches logs, and the workers that it serves, which it names
 * again to each new leader. Safe for use by several threads.
 */
final class FollowedTasks {
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    private final Map<String, Long> lastSignals = new ConcurrentHashMap<>();
    private final Set<String> workers = ConcurrentHashMap.newKeySet();
    private volatile boolean watchesLogs;

    void add(Collection<String> taskIds) {
        followed.addAll(taskIds);
    }

    void remove(String taskId) {
        followed.remove(taskId);
    }

    void watch(String taskId) {
        watched.add(taskId);
    }

    void unwatch(String taskId) {
        watched.remove(taskId);
    }

    void watchLogs(boolean value) {
        watchesLogs = value;
    }

    boolean watchesLogs() {
        return watchesLogs;
    }

    /** Returns the number of the last signals that a worker received; 0 for none. */
    long lastSignals(String workerId) {
        return lastSignals.getOrDefault(workerId, 0L);
    }

    void lastSignals(String workerId, long number) {
        lastSignals.put(workerId, number);
    }

    void addWorker(String workerId) {
        workers.add(workerId);
    }

    void removeWorker(String workerId) {
        workers.remove(workerId);
    }

    List<String> workers() {
        return List.copyOf(workers);
    }

    List<String> followed() {
        return List.copyOf(followed);
    }

    List<String> watched() {
        return List.copyOf(watched);
    }
}
