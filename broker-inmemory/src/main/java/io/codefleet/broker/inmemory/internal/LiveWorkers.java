package io.codefleet.broker.inmemory.internal;

import io.codefleet.TaskStatus;
import java.time.Duration;

/** Workers that live on while a test turns the clock, which no worker notices. Guarded by the store's lock. */
final class LiveWorkers {
    private LiveWorkers() {}

    /** Prolongs all leases and registrations by a turn of the clock; no lease beyond the time limit of its attempt. */
    static void live(NamespaceState state, Duration turn) {
        long micros = StoredTask.micros(turn);
        for (StoredTask task : state.tasks.values()) {
            if (task.status == TaskStatus.RUNNING) {
                task.leaseEnd = Math.min(task.leaseEnd + micros, task.attemptDeadline);
                state.dueTimes.update(task);
            }
        }
        for (WorkerRecord worker : state.workers.values()) {
            worker.expiry += micros;
        }
    }
}
