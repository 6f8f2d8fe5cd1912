package io.codefleet.internal.worker;

import io.codefleet.Attempt.StopReason;
import io.codefleet.broker.Broker;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The leases that a worker holds, from the claim until the report is answered. They are renewed every third of their time.
 * When the broker cannot be reached for a whole lease, the attempt is stopped: another worker may have taken the task. The
 * time is measured by this process's monotonic clock, from before the call that prolonged the lease. Confined to the worker's
 * context.
 */
final class Leases {
    private final Broker broker;
    private final Duration lease;
    private final Map<String, Held> held = new HashMap<>();
    private boolean renewing;

    private static final class Held {
        final AttemptRun run;
        final Lease lease;
        long heldUntilNanos;

        Held(AttemptRun run, long heldUntilNanos) {
            this.run = run;
            this.lease = run.lease();
            this.heldUntilNanos = heldUntilNanos;
        }
    }

    Leases(Broker broker, Duration lease) {
        this.broker = broker;
        this.lease = lease;
    }

    void add(AttemptRun run) {
        held.put(run.lease().taskId(), new Held(run, System.nanoTime() + lease.toNanos()));
    }

    /** Removes a lease that is not needed any more, or lost. A newer lease of the same task stays. */
    void remove(Lease ended) {
        Held current = held.get(ended.taskId());
        if (current != null && current.lease.token() == ended.token()) {
            held.remove(ended.taskId());
        }
    }

    boolean holds(Lease asked) {
        Held current = held.get(asked.taskId());
        return current != null && current.lease.token() == asked.token();
    }

    /** Returns the type of the task of a lease; empty if the lease is not held any more. */
    Optional<String> typeOf(Lease asked) {
        return holds(asked)
                ? Optional.ofNullable(held.get(asked.taskId()))
                        .map(current -> current.run.task().type())
                : Optional.empty();
    }

    Set<String> taskIds() {
        return Set.copyOf(held.keySet());
    }

    List<AttemptRun> runs() {
        return held.values().stream().map(lease -> lease.run).toList();
    }

    void cancel(String taskId, String reason) {
        Held current = held.get(taskId);
        if (current != null) {
            current.run.stop(StopReason.CANCELLED, reason);
        }
    }

    /** Renews all; {@code onContext} brings the answer back. */
    void renew(Consumer<Runnable> onContext) {
        stopUnrenewed();
        if (held.isEmpty() || renewing) {
            return;
        }
        renewing = true;
        List<Held> asked = new ArrayList<>(held.values());
        List<Lease> leases = asked.stream().map(one -> one.lease).toList();
        long until = System.nanoTime() + lease.toNanos();
        GuardedCall.of(() -> broker.renew(leases, lease))
                .onComplete(answer -> onContext.accept(() -> renewed(asked, until, answer)));
    }

    private void renewed(List<Held> asked, long until, AsyncResult<List<Renewal>> answer) {
        renewing = false;
        if (answer.failed()) {
            return;
        }
        for (int i = 0; i < asked.size(); i++) {
            Held one = asked.get(i);
            switch (answer.result().get(i)) {
                case HELD -> one.heldUntilNanos = until;
                case CANCEL_REQUESTED -> {
                    one.heldUntilNanos = until;
                    one.run.stop(StopReason.CANCELLED, "cancelled");
                }
                case TIMED_OUT -> one.run.stop(StopReason.TIMED_OUT, "");
                case LOST -> lost(one);
            }
        }
    }

    private void stopUnrenewed() {
        long now = System.nanoTime();
        for (Held one : List.copyOf(held.values())) {
            if (now - one.heldUntilNanos > 0) {
                one.run.stop(StopReason.LEASE_LOST, "");
            }
        }
    }

    private void lost(Held one) {
        remove(one.lease);
        one.run.stop(StopReason.LEASE_LOST, "");
    }
}
