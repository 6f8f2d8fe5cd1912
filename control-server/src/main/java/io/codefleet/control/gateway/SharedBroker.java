package io.codefleet.control.gateway;

import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.remote.Messages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
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
    private final Function<BrokerListener, Future<Broker>> opener;
    private final Map<String, Set<Receiver>> followers = new ConcurrentHashMap<>();
    private final Map<String, Set<Receiver>> watchers = new ConcurrentHashMap<>();
    /** Guards who watches, together with what the broker was asked for. */
    private final Object watching = new Object();

    private final Set<Receiver> logWatchers = ConcurrentHashMap.newKeySet();
    private final WorkerMailboxes mailboxes = new WorkerMailboxes();
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

    /** Watches a task for a receiver. The broker's call is made in the same step, so that it cannot overtake one that ends a watch. */
    Future<Void> watch(String taskId, Receiver receiver, Broker broker) {
        synchronized (watching) {
            add(watchers, taskId, receiver);
            return broker.watchProgress(taskId);
        }
    }

    /** Ends {@link #watch}; the broker hears of it if nobody watches the task any more. */
    Future<Void> unwatch(String taskId, Receiver receiver, Broker broker) {
        synchronized (watching) {
            return remove(watchers, taskId, receiver) ? broker.unwatchProgress(taskId) : Future.succeededFuture();
        }
    }

    /** Watches the logs as {@link #watch} does a task. */
    Future<Void> watchLogs(Receiver receiver, Broker broker) {
        synchronized (watching) {
            logWatchers.add(receiver);
            return broker.watchLogs();
        }
    }

    /** Ends {@link #watchLogs}; the broker hears of it if nobody watches logs any more. */
    Future<Void> unwatchLogs(Receiver receiver, Broker broker) {
        synchronized (watching) {
            return logWatchers.remove(receiver) && logWatchers.isEmpty()
                    ? broker.unwatchLogs()
                    : Future.succeededFuture();
        }
    }

    WorkerMailboxes mailboxes() {
        return mailboxes;
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
