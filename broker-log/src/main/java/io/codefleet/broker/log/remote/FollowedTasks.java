package io.codefleet.broker.log.remote;

import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tasks that a client follows and watches, whether it watches logs, and the leases that its workers hold. Safe for use by
 * several threads.
 */
final class FollowedTasks {
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    private final Map<String, Long> lastSignals = new ConcurrentHashMap<>();
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private volatile Duration leaseTime = Duration.ZERO;
    private volatile boolean watchesLogs;

    /** Follows tasks, and returns those that were not followed before. */
    List<String> add(Collection<String> taskIds) {
        return taskIds.stream().filter(followed::add).toList();
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

    void claimed(List<Assignment> assignments, Duration time) {
        assignments.forEach(assignment -> leases.put(assignment.lease().taskId(), assignment.lease()));
        leaseTime = time;
    }

    void renewed(List<Lease> asked, List<Renewal> renewals, Duration time) {
        for (int i = 0; i < renewals.size(); i++) {
            Lease lease = asked.get(i);
            if (renewals.get(i) == Renewal.LOST) {
                leases.remove(lease.taskId(), lease);
            } else {
                leases.put(lease.taskId(), lease);
            }
        }
        leaseTime = time;
    }

    void reported(List<AttemptReport> reports) {
        reports.forEach(report -> leases.remove(report.lease().taskId(), report.lease()));
    }

    void removeWorker(String workerId) {
        leases.values().removeIf(lease -> lease.workerId().equals(workerId));
    }

    List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** Returns for how long the leases were taken last. */
    Duration leaseTime() {
        return leaseTime;
    }

    List<String> followed() {
        return List.copyOf(followed);
    }

    List<String> watched() {
        return List.copyOf(watched);
    }
}
