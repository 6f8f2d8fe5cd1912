package io.codefleet.internal.worker;

import io.codefleet.AttemptException;
import io.codefleet.TaskHandler;
import io.codefleet.WorkerInfo;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which handler runs which type. */
final class Handlers {
    private final String workerId;
    private final Map<String, TaskHandler> byType = new ConcurrentHashMap<>();

    Handlers(String workerId) {
        this.workerId = workerId;
    }

    void add(String type, TaskHandler handler, boolean started) {
        if (started) {
            throw new IllegalStateException("worker " + workerId + " has been started; add handlers before");
        }
        if (byType.putIfAbsent(type, handler) != null) {
            throw new InvalidInputException("type", "'" + type + "' has a handler already on worker " + workerId);
        }
    }

    boolean isEmpty() {
        return byType.isEmpty();
    }

    SortedSet<String> types() {
        return new TreeSet<>(byType.keySet());
    }

    TaskHandler of(String type) {
        TaskHandler exact = byType.get(type);
        TaskHandler handler = exact == null ? byType.get(WorkerInfo.ANY_TYPE) : exact;
        // Only a task placed on this very worker can be of a type that it did not register.
        return handler == null
                ? attempt -> Future.failedFuture(AttemptException.permanent(
                        "worker " + workerId + " has no handler for the type '" + type + "'"))
                : handler;
    }
}
