package io.codefleet.internal.worker;

import io.codefleet.AttemptException;
import io.codefleet.AttemptInterceptor;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.TaskHandler;
import io.codefleet.WorkerInfo;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Handlers by the types of tasks. */
final class Handlers {
    private final String workerId;
    private final List<AttemptInterceptor> interceptors;
    private final Executor blockingThreads;
    private final Map<String, TaskHandler> byType = new ConcurrentHashMap<>();

    /**
     * Creates the handlers of one worker.
     *
     * @param interceptors what goes around each handler, the outermost first
     * @param blockingThreads where blocking handlers run, with what goes around them
     */
    Handlers(String workerId, List<AttemptInterceptor> interceptors, Executor blockingThreads) {
        this.workerId = workerId;
        this.interceptors = interceptors;
        this.blockingThreads = blockingThreads;
    }

    void add(String type, TaskHandler handler, boolean started) {
        put(type, InterceptedHandler.around(handler, interceptors), started);
    }

    void addBlocking(String type, BlockingTaskHandler handler, boolean started) {
        TaskHandler inPlace = InterceptedHandler.around(BlockingHandler.inPlace(handler), interceptors);
        put(type, new BlockingHandler(blockingThreads, inPlace), started);
    }

    private void put(String type, TaskHandler handler, boolean started) {
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
