package io.codefleet;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;

/**
 * How a worker presents itself and behaves. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param id its name, unique in the namespace; default random
 * @param capabilities what it offers; default nothing
 * @param concurrency how many tasks it runs at once; from 1 to {@value #MAX_CONCURRENCY}, default 1
 * @param lease how long a lease lasts without a renewal; a third of it is the renewal's interval; default 30 seconds
 * @param heartbeat how often it reports itself; three missed ones make it offline; default 10 seconds
 * @param drainTimeout how long {@link Worker#close()} lets running tasks finish before it hands them back; default 30
 *     seconds
 * @param stopGrace how long a handler that was told to stop may take before its attempt is reported without it; default 10
 *     seconds
 * @param retry whether and when a failed attempt is followed by another, for tasks that name no policy of their own; default
 *     {@link RetryPolicy#DEFAULT}
 * @param labels free words of its operator
 */
public record WorkerOptions(
        String id,
        SortedSet<String> capabilities,
        int concurrency,
        Duration lease,
        Duration heartbeat,
        Duration drainTimeout,
        Duration stopGrace,
        RetryPolicy retry,
        Map<String, String> labels) {
    /** The most tasks that one worker runs at once. */
    public static final int MAX_CONCURRENCY = 10_000;

    /** The lease of a worker that names none. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    /** The heartbeat interval of a worker that names none. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

    /** The drain timeout of a worker that names none. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** The stop grace of a worker that names none. */
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    /** @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the component */
    public WorkerOptions {
        Check.id("worker.id", id);
        capabilities = Check.names("worker.capabilities", capabilities);
        Check.range("worker.concurrency", concurrency, 1, MAX_CONCURRENCY);
        Check.positiveMillis("worker.lease", lease);
        Check.positiveMillis("worker.heartbeat", heartbeat);
        Check.notNegative("worker.drainTimeout", drainTimeout);
        Check.notNegative("worker.stopGrace", stopGrace);
        labels = Map.copyOf(labels);
    }

    /** A worker with a random id, no capabilities and one slot. */
    public static WorkerOptions create() {
        return new WorkerOptions(
                "worker-" + UUID.randomUUID(),
                Collections.emptySortedSet(),
                1,
                DEFAULT_LEASE,
                DEFAULT_HEARTBEAT,
                DEFAULT_DRAIN_TIMEOUT,
                DEFAULT_STOP_GRACE,
                RetryPolicy.DEFAULT,
                Map.of());
    }

    /** A copy with this id. */
    public WorkerOptions id(String value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.id = value;
        return change.build();
    }

    /** A copy that offers exactly these capabilities. */
    public WorkerOptions capabilities(String... values) {
        return capabilities(Arrays.asList(values));
    }

    /** A copy that offers exactly these capabilities. */
    public WorkerOptions capabilities(Collection<String> values) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.capabilities = Check.names("worker.capabilities", values);
        return change.build();
    }

    /** A copy with this many slots. */
    public WorkerOptions concurrency(int value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.concurrency = value;
        return change.build();
    }

    /** A copy with this lease. */
    public WorkerOptions lease(Duration value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.lease = value;
        return change.build();
    }

    /** A copy with this heartbeat interval. */
    public WorkerOptions heartbeat(Duration value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.heartbeat = value;
        return change.build();
    }

    /** A copy with this drain timeout. */
    public WorkerOptions drainTimeout(Duration value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.drainTimeout = value;
        return change.build();
    }

    /** A copy with this stop grace. */
    public WorkerOptions stopGrace(Duration value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.stopGrace = value;
        return change.build();
    }

    /** A copy with this retry policy for tasks that name none. */
    public WorkerOptions retry(RetryPolicy value) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.retry = value;
        return change.build();
    }

    /** A copy with these labels. */
    public WorkerOptions labels(Map<String, String> values) {
        WorkerOptionsBuilder change = new WorkerOptionsBuilder(this);
        change.labels = values;
        return change.build();
    }
}
