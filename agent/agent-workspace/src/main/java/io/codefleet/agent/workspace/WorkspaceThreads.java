package io.codefleet.agent.workspace;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The threads on which the blocking steps of workspaces run. A fault of the disk becomes a retryable failure of the attempt. */
final class WorkspaceThreads {
    private static final int THREADS = 8;

    private final WorkerExecutor disk;
    private final WorkerExecutor network;

    WorkspaceThreads(Vertx vertx) {
        // a clone of a large repository takes its time and must not cause a warning
        this.disk = vertx.createSharedWorkerExecutor("codefleet-workspaces", THREADS, 1, TimeUnit.HOURS);
        // other threads, so that no host keeps tasks waiting that need none
        this.network = vertx.createSharedWorkerExecutor("codefleet-git", THREADS, 1, TimeUnit.HOURS);
    }

    /** Returns the executor of the steps that wait for a host. */
    WorkerExecutor network() {
        return network;
    }

    <T> Future<T> onDisk(Callable<T> work) {
        return on(disk, work);
    }

    <T> Future<T> onNetwork(Callable<T> work) {
        return on(network, work);
    }

    private static <T> Future<T> on(WorkerExecutor executor, Callable<T> work) {
        return executor.executeBlocking(work, false)
                .map(done -> Objects.requireNonNull(done))
                .recover(WorkspaceThreads::diskFaultOr);
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
