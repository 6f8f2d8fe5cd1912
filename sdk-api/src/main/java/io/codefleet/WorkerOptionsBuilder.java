package io.codefleet;

import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;

/** The components of {@link WorkerOptions} while a copy with one change is made. */
final class WorkerOptionsBuilder {
    String id;
    SortedSet<String> capabilities;
    int concurrency;
    Duration lease;
    Duration heartbeat;
    Duration drainTimeout;
    Duration stopGrace;
    RetryPolicy retry;
    Map<String, String> labels;

    WorkerOptionsBuilder(WorkerOptions from) {
        this.id = from.id();
        this.capabilities = from.capabilities();
        this.concurrency = from.concurrency();
        this.lease = from.lease();
        this.heartbeat = from.heartbeat();
        this.drainTimeout = from.drainTimeout();
        this.stopGrace = from.stopGrace();
        this.retry = from.retry();
        this.labels = from.labels();
    }

    WorkerOptions build() {
        return new WorkerOptions(
                id, capabilities, concurrency, lease, heartbeat, drainTimeout, stopGrace, retry, labels);
    }
}
