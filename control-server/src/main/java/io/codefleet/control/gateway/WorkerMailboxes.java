package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.remote.NumberedSignals.Batch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of the workers of a gateway. One that holds nothing exists only as long as somebody waits at it or the broker may
 * still bring something for it, so that ids that clients make up take no room; the number of those that hold signals is bounded.
 * A worker that was started again finds in its mailbox what came since it registered. Its methods may be called from any thread.
 */
final class WorkerMailboxes {
    /** Beyond it the signals of those that have not asked for the longest time are lost. */
    static final int MAX_KEPT = 10_000;

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Map<String, InUse> inUse = new HashMap<>();
    private final Cache<String, WorkerMailbox> kept = Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterAccess(KEPT)
            .executor(Runnable::run)
            .build();

    private static final class InUse {
        final WorkerMailbox mailbox;
        int waits;

        InUse(WorkerMailbox mailbox) {
            this.mailbox = mailbox;
        }
    }

    /**
     * Returns the next signals of a worker, as {@link WorkerMailbox#receive} does.
     *
     * @param broker where the signals come from
     */
    Future<Batch> receive(String workerId, Broker broker, Duration wait, long last) {
        InUse used = acquire(workerId, broker);
        return used.mailbox.receive(wait, last).onComplete(done -> release(workerId, used));
    }

    private synchronized InUse acquire(String workerId, Broker broker) {
        InUse used = inUse.computeIfAbsent(workerId, id -> {
            WorkerMailbox known = kept.asMap().remove(id);
            return new InUse(known == null ? create(id, broker) : known);
        });
        used.waits++;
        return used;
    }

    private WorkerMailbox create(String workerId, Broker broker) {
        return new WorkerMailbox(wait -> broker.receive(workerId, wait), mailbox -> received(workerId, mailbox));
    }

    private synchronized void release(String workerId, InUse used) {
        used.waits--;
        settle(workerId, used);
    }

    private synchronized void received(String workerId, WorkerMailbox mailbox) {
        InUse used = inUse.get(workerId);
        if (used != null && used.mailbox == mailbox) {
            settle(workerId, used);
        }
    }

    private void settle(String workerId, InUse used) {
        if (used.waits == 0
                && !used.mailbox.isReceiving()
                && inUse.remove(workerId, used)
                && used.mailbox.hasSignals()) {
            kept.put(workerId, used.mailbox);
        }
    }

    private synchronized @Nullable WorkerMailbox find(String workerId) {
        InUse used = inUse.get(workerId);
        return used == null ? kept.getIfPresent(workerId) : used.mailbox;
    }

    /** Returns the number of the signals that are held for a worker; 0 if there are none. */
    long held(String workerId) {
        WorkerMailbox mailbox = find(workerId);
        return mailbox == null ? 0 : mailbox.held();
    }

    /**
     * Drops the signals of a worker that has left, and ends its wait. Signals that have come since then stay: they are for the
     * worker that has registered under the same id.
     *
     * @param number what {@link #held} returned before the worker left
     */
    void forget(String workerId, long number) {
        WorkerMailbox mailbox = find(workerId);
        if (mailbox != null) {
            mailbox.drop(number);
            mailbox.endWait();
            dropIfEmpty(workerId, mailbox);
        }
    }

    private synchronized void dropIfEmpty(String workerId, WorkerMailbox mailbox) {
        if (!mailbox.hasSignals()) {
            kept.asMap().remove(workerId, mailbox);
        }
    }

    /** Ends this wait, as its connection is gone: the signals that come from now on are for the next one. */
    void endWait(String workerId, Future<Batch> wait) {
        WorkerMailbox mailbox = find(workerId);
        if (mailbox != null) {
            mailbox.endWait(wait);
        }
    }

    /** Returns how many mailboxes there are. */
    synchronized long size() {
        kept.cleanUp();
        return inUse.size() + kept.estimatedSize();
    }
}
