package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.remote.Messages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the broker that all clients of a gateway share, and who of them hears what. It is made for the first client.
 * Its methods may be called from any thread.
 */
final class SharedBroker implements BrokerListener {
    private static final Duration MAILBOX_KEPT = Duration.ofMinutes(10);

    private final Function<BrokerListener, Future<Broker>> opener;
    private final Map<String, Set<Receiver>> followers = new ConcurrentHashMap<>();
    private final Map<String, Set<Receiver>> watchers = new ConcurrentHashMap<>();
    private final Set<Receiver> logWatchers = ConcurrentHashMap.newKeySet();
    private final Cache<String, WorkerMailbox> mailboxes =
            Caffeine.newBuilder().expireAfterAccess(MAILBOX_KEPT).build();
    private @Nullable Future<Broker> opened;

    /** A client that hears of what it follows. */
    interface Receiver {
        /** Receives an outcome. A client that is too slow misses it, and then has to ask for it. */
        void outcome(String taskId, Buffer message);

        /** Receives a hint, which a client that is too slow misses. */
        void hint(Buffer message);
    }

    SharedBroker(Function<BrokerListener, Future<Broker>> opener) {
        this.opener = opener;
    }

    /** Returns the connection; a failed attempt to connect is repeated by the next call. */
    synchronized Future<Broker> open() {
        if (opened == null || opened.failed()) {
            opened = opener.apply(this);
        }
        return opened;
    }

    synchronized Future<Void> close() {
        return opened == null
                ? Future.succeededFuture()
                : opened.compose(Broker::close).otherwiseEmpty();
    }

    void follow(String taskId, Receiver receiver) {
        add(followers, taskId, receiver);
    }

    void unfollow(String taskId, Receiver receiver) {
        remove(followers, taskId, receiver);
    }

    void watch(String taskId, Receiver receiver) {
        add(watchers, taskId, receiver);
    }

    /** Returns whether nobody watches the task any more. */
    boolean unwatch(String taskId, Receiver receiver) {
        return remove(watchers, taskId, receiver);
    }

    void watchLogs(Receiver receiver) {
        logWatchers.add(receiver);
    }

    /** Returns whether nobody watches logs any more. */
    boolean unwatchLogs(Receiver receiver) {
        return logWatchers.remove(receiver) && logWatchers.isEmpty();
    }

    WorkerMailbox mailbox(String workerId, Broker broker) {
        return mailboxes.get(workerId, id -> new WorkerMailbox(wait -> broker.receive(id, wait)));
    }

    void forgetMailbox(String workerId) {
        mailboxes.invalidate(workerId);
    }

    private static void add(Map<String, Set<Receiver>> to, String taskId, Receiver receiver) {
        to.compute(taskId, (id, known) -> {
            Set<Receiver> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(receiver);
            return all;
        });
    }

    private static boolean remove(Map<String, Set<Receiver>> from, String taskId, Receiver receiver) {
        return from.computeIfPresent(taskId, (id, known) -> {
                    known.remove(receiver);
                    return known.isEmpty() ? null : known;
                })
                == null;
    }

    @Override
    public void onOutcome(Outcome outcome) {
        Set<Receiver> hear = followers.remove(outcome.taskId());
        if (hear != null) {
            Buffer message = Messages.outcome(outcome);
            hear.forEach(receiver -> receiver.outcome(outcome.taskId(), message));
        }
    }

    @Override
    public void onProgress(Progress progress) {
        Set<Receiver> hear = watchers.get(progress.taskId());
        if (hear != null) {
            Buffer message = Messages.progress(progress);
            hear.forEach(receiver -> receiver.hint(message));
        }
    }

    @Override
    public void onLog(LogLines lines) {
        Buffer message = Messages.log(lines);
        logWatchers.forEach(receiver -> receiver.hint(message));
    }

    @Override
    public void onConnectionState(ConnectionState state) {}
}
