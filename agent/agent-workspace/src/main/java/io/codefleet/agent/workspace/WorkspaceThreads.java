package io.codefleet.agent.workspace;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which the blocking steps of workspaces run, until they are closed. A fault of the disk becomes a retryable
 * failure of the attempt.
 */
final class WorkspaceThreads {
    private static final int THREADS = 8;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final WorkerExecutor disk;
    private final WorkerExecutor network;
    /** Steps that wait for a thread. Guarded by this. */
    private final Set<Promise<?>> waiting = new HashSet<>();
    /** Steps that have begun. Guarded by this. */
    private final Set<Promise<?>> begun = new HashSet<>();

    private volatile boolean closed;

    WorkspaceThreads(Vertx vertx) {
        // a clone of a large repository takes its time and must not cause a warning
        this.disk = vertx.createSharedWorkerExecutor("codefleet-workspaces", THREADS, 1, TimeUnit.HOURS);
        // other threads, so that no host keeps tasks waiting that need none
        this.network = vertx.createSharedWorkerExecutor("codefleet-git", THREADS, 1, TimeUnit.HOURS);
    }

    /** Runs a step that needs files of this machine only. */
    <T> Future<T> onDisk(Callable<T> work) {
        return on(disk, work);
    }

    /** Runs a step that waits for a host. */
    <T> Future<T> onNetwork(Callable<T> work) {
        return on(network, work);
    }

    /** Returns whether no step may begin any more, and those that have begun should end. */
    boolean isClosed() {
        return closed;
    }

    private <T> Future<T> on(WorkerExecutor executor, Callable<T> work) {
        Promise<T> step = Promise.promise();
        if (!isAdded(step)) {
            return Future.failedFuture(leaving());
        }
        executor.executeBlocking(
                        () -> {
                            begin(step);
                            return work.call();
                        },
                        false)
                .map(done -> Objects.requireNonNull(done))
                .recover(WorkspaceThreads::diskFaultOr)
                .onComplete(ended -> {
                    remove(step);
                    if (ended.succeeded()) {
                        step.tryComplete(ended.result());
                    } else {
                        step.tryFail(ended.cause());
                    }
                });
        return step.future();
    }

    private synchronized boolean isAdded(Promise<?> step) {
        return !closed && waiting.add(step);
    }

    private synchronized void begin(Promise<?> step) {
        if (!waiting.remove(step)) {
            throw leaving();
        }
        begun.add(step);
    }

    private synchronized void remove(Promise<?> step) {
        waiting.remove(step);
        begun.remove(step);
    }

    /**
     * Fails the steps that wait for a thread, interrupts those that have begun, and waits for them, not for long. A later step
     * fails at once. Never fails.
     */
    Future<Void> close() {
        List<Promise<?>> dropped;
        List<Future<?>> running;
        synchronized (this) {
            closed = true;
            dropped = List.copyOf(waiting);
            waiting.clear();
            running = begun.stream().<Future<?>>map(Promise::future).toList();
        }
        dropped.forEach(step -> step.tryFail(leaving()));
        return Future.join(List.of(disk.close(), network.close()))
                .transform(closing -> Future.join(running))
                .timeout(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .transform(ended -> Future.succeededFuture());
    }

    private static AttemptException leaving() {
        return AttemptException.transientFault("the worker leaves, and does not prepare folders any more");
    }

    private static <T> Future<T> diskFaultOr(Throwable e) {
        return Future.failedFuture(
                e instanceof IOException fault && !(e instanceof DamagedMirrorException) ? diskFault(fault) : e);
    }

    private static AttemptException diskFault(IOException fault) {
        String what = fault instanceof FileSystemException file && file.getReason() != null
                ? file.getReason() + ", " + file.getFile()
                : String.valueOf(fault.getMessage());
        return new AttemptException(TaskError.of(ErrorKind.TRANSIENT, "the task's folder: " + what), fault);
    }
}
