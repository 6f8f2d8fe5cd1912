package io.codefleet.broker.inmemory.internal;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A worker as it is stored, with the signals that wait for it. Guarded by the store's lock. */
final class WorkerRecord {
    WorkerInfo info;
    Profile profile;
    /** When it counts as offline if nothing is heard of it. */
    long expiry;
    /** How long after a heartbeat that is. */
    long timeToLive;

    boolean offline;
    /** The last tick before this process of the worker registered; 0 if that is not known. */
    private long joinTick;

    private final List<WorkerSignal> inbox = new ArrayList<>();
    /** The last signals that the worker has not confirmed yet, as their answer may be lost on its way. */
    private SignalBatch unconfirmed = SignalBatch.NONE;

    private @Nullable Receiver receiver;

    private final NamespaceState state;

    private record Receiver(boolean confirms, Promise<SignalBatch> promise) {}

    WorkerRecord(WorkerInfo info, Profile profile, NamespaceState state) {
        this.info = info;
        this.profile = profile;
        this.state = state;
    }

    /** Registers a worker that is not present, whose record it may have from before it was offline. */
    static WorkerRecord joined(WorkerInfo info, Profile profile, NamespaceState state, @Nullable WorkerRecord before) {
        WorkerRecord joined = new WorkerRecord(info, profile, state);
        joined.joinTick = state.lastTick();
        if (before != null && before.info.startedAt().equals(info.startedAt())) {
            joined.joinTick = before.joinTick;
            joined.receiver = before.receiver;
            before.receiver = null;
        }
        return joined;
    }

    /** Takes a heartbeat. What was given to an earlier process of this worker is not given to a later one again. */
    void heartbeat(WorkerInfo worker) {
        if (!worker.startedAt().equals(info.startedAt())) {
            unconfirmed = SignalBatch.NONE;
            joinTick = state.lastTick();
        }
        info = worker;
    }

    /** Returns whether this process of the worker was given the lease with this token. */
    boolean wasGiven(long token) {
        return token > joinTick;
    }

    void expireAfter(long now, long wait) {
        timeToLive = wait;
        expiry = now + wait;
    }

    StateChange change() {
        return new StateChange.WorkerSet(
                info,
                expiry,
                timeToLive,
                offline,
                inbox.stream().filter(WorkerRecord::isKept).toList(),
                unconfirmed,
                joinTick);
    }

    /** Applies the state of the worker in the store of which this is a copy. */
    void put(StateChange.WorkerSet change) {
        info = change.worker();
        expiry = change.expiry();
        timeToLive = change.timeToLive();
        offline = change.offline();
        inbox.clear();
        inbox.addAll(change.inbox());
        unconfirmed = change.unconfirmed();
        joinTick = change.joinTick();
    }

    /** Returns whether a copy needs this signal. A wake-up is only a hint, which a copy can do without. */
    private static boolean isKept(WorkerSignal signal) {
        return !(signal instanceof WorkerSignal.WorkAvailable);
    }

    boolean isPresent(long now) {
        return !offline && expiry > now;
    }

    /** Changes which tasks the worker serves; if it waits for some, it waits for these from now on. */
    void move(Profile to) {
        if (profile != to && profile.waiting.remove(this)) {
            to.waiting.add(this);
        }
        profile = to;
    }

    WorkerInfo shown() {
        return offline ? info.state(WorkerState.OFFLINE) : info;
    }

    /** Delivers a signal to the receiver that waits, or keeps it for the next. */
    void signal(WorkerSignal signal, DeferredNotifications notifications) {
        if (signal instanceof WorkerSignal.WorkAvailable && inbox.contains(signal)) {
            return;
        }
        if (inbox.size() < Broker.MAX_KEPT_SIGNALS) {
            inbox.add(signal);
            if (isKept(signal)) {
                state.changes.touch(this);
            }
        }
        hand(notifications);
    }

    /**
     * Gives the next signals to a receiver, now or when there are some.
     *
     * @param last the number of the last signals that the worker has; absent for a worker that confirms nothing
     */
    void receive(OptionalLong last, Promise<SignalBatch> promise, DeferredNotifications notifications) {
        SignalBatch before = unconfirmed;
        if (before.number() != 0) {
            if (last.isPresent() && last.getAsLong() != before.number()) {
                notifications.later(() -> promise.tryComplete(before));
                return;
            }
            unconfirmed = SignalBatch.NONE;
            state.changes.touch(this);
        }
        receiver = new Receiver(last.isPresent(), promise);
        hand(notifications);
    }

    private void hand(DeferredNotifications notifications) {
        Receiver waiting = receiver;
        // A receiver whose wait has ended by its time limit gets nothing; the next one does.
        if (waiting != null && !inbox.isEmpty() && !waiting.promise().future().isComplete()) {
            receiver = null;
            SignalBatch batch = take(waiting.confirms());
            notifications.later(() -> {
                if (!waiting.promise().tryComplete(batch)) {
                    notifications.undelivered(this, batch);
                }
            });
        }
    }

    private SignalBatch take(boolean isConfirmed) {
        List<WorkerSignal> kept = inbox.stream().filter(WorkerRecord::isKept).toList();
        boolean hasNumber = isConfirmed && !kept.isEmpty();
        SignalBatch batch = new SignalBatch(hasNumber ? state.tick() : 0, inbox);
        inbox.clear();
        if (!kept.isEmpty()) {
            state.changes.touch(this);
        }
        if (hasNumber) {
            unconfirmed = new SignalBatch(batch.number(), kept);
        }
        return batch;
    }

    /** Takes back signals whose receiver gave up before it got them. Those with a number wait for the next receiver already. */
    void takeBack(SignalBatch batch, DeferredNotifications notifications) {
        for (WorkerSignal signal : batch.signals()) {
            if (batch.number() == 0 || !isKept(signal)) {
                signal(signal, notifications);
            }
        }
    }
}
