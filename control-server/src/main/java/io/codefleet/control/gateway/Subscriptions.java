package io.codefleet.control.gateway;

import io.codefleet.broker.Broker;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks and events that one client of a gateway follows and watches, bounded in number. Its methods may be called from any thread. */
final class Subscriptions implements SharedBroker.Receiver {
    /** The outcomes of further ones come with the next poll of the client. */
    static final int MAX_FOLLOWED = 100_000;

    static final int MAX_WATCHED = 10_000;

    private final SharedBroker shared;
    private final SharedBroker.Receiver receiver;
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    Subscriptions(SharedBroker shared, SharedBroker.Receiver receiver) {
        this.shared = shared;
        this.receiver = receiver;
    }

    void follow(Collection<String> taskIds) {
        for (String id : taskIds) {
            if (!isClosed && (followed.contains(id) || followed.size() < MAX_FOLLOWED)) {
                followed.add(id);
                shared.follow(id, this);
            }
        }
    }

    void unfollow(String taskId) {
        followed.remove(taskId);
        shared.unfollow(taskId, this);
    }

    /**
     * Watches the progress of a task. The future fails with {@link InvalidInputException} if the client watches too many tasks
     * already.
     */
    Future<Void> watch(String taskId, Broker broker) {
        if (watched.size() >= MAX_WATCHED && !watched.contains(taskId)) {
            return Future.failedFuture(new InvalidInputException(
                    "taskId", "is one more than the " + MAX_WATCHED + " tasks that one connection may watch"));
        }
        if (isClosed) {
            return Future.succeededFuture();
        }
        watched.add(taskId);
        return shared.watch(taskId, this, broker);
    }

    Future<Void> unwatch(String taskId, Broker broker) {
        watched.remove(taskId);
        return shared.unwatch(taskId, this, broker);
    }

    Future<Void> watchLogs(Broker broker) {
        return shared.watchLogs(this, broker);
    }

    Future<Void> unwatchLogs(Broker broker) {
        return shared.unwatchLogs(this, broker);
    }

    /** Receives an outcome and removes its task, as no other outcome of the task follows. */
    @Override
    public void outcome(String taskId, Buffer message) {
        followed.remove(taskId);
        receiver.outcome(taskId, message);
    }

    @Override
    public void hint(Buffer message) {
        receiver.hint(message);
    }

    void close(Broker broker) {
        isClosed = true;
        List.copyOf(followed).forEach(this::unfollow);
        List.copyOf(watched).forEach(id -> unwatch(id, broker));
        unwatchLogs(broker);
    }
}
