package io.codefleet.broker.inmemory.internal;

import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
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
    private final List<WorkerSignal> inbox = new ArrayList<>();
    private @Nullable Promise<List<WorkerSignal>> receiver;

    private final ChangeRecorder changes;

    WorkerRecord(WorkerInfo info, Profile profile, ChangeRecorder changes) {
        this.info = info;
        this.profile = profile;
        this.changes = changes;
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
                inbox.stream().filter(WorkerRecord::isKept).toList());
    }

    /** Applies the state of the worker in the store of which this is a copy. */
    void put(StateChange.WorkerSet change) {
        info = change.worker();
        expiry = change.expiry();
        timeToLive = change.timeToLive();
        offline = change.offline();
        inbox.clear();
        inbox.addAll(change.inbox());
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
                changes.touch(this);
            }
        }
        hand(notifications);
    }

    void receive(Promise<List<WorkerSignal>> promise, DeferredNotifications notifications) {
        receiver = promise;
        hand(notifications);
    }

    private void hand(DeferredNotifications notifications) {
        Promise<List<WorkerSignal>> waiting = receiver;
        // A receiver whose wait has ended by its time limit gets nothing; the next one does.
        if (waiting != null && !inbox.isEmpty() && !waiting.future().isComplete()) {
            receiver = null;
            List<WorkerSignal> signals = List.copyOf(inbox);
            if (signals.stream().anyMatch(WorkerRecord::isKept)) {
                changes.touch(this);
            }
            inbox.clear();
            notifications.later(() -> {
                if (!waiting.tryComplete(signals)) {
                    notifications.undelivered(this, signals);
                }
            });
        }
    }
}
