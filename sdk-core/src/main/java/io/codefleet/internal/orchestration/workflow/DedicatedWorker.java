package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** A worker in this process for one task, which is placed on a worker of that id: nobody else can take it. */
final class DedicatedWorker {
    /** How long a task is held for a worker that died: a person or a caller waits for it to go on. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private DedicatedWorker() {}

    /** Starts a worker for one task; fails as starting a worker does. */
    static Future<Worker> start(CodefleetClient fleet, String workerId, String type, TaskHandler handler) {
        Worker worker = fleet.worker(WorkerOptions.create()
                        .id(workerId)
                        .lease(LEASE)
                        .drainTimeout(Duration.ZERO)
                        .stopGrace(Duration.ofSeconds(1)))
                .handle(type, handler);
        return worker.start().onFailure(failure -> worker.close());
    }

    /** Serves the task until it has its outcome, from whomever, and closes the worker. */
    static Future<Outcome> serve(Worker worker, TaskHandle task) {
        return task.outcome().eventually(() -> worker.close());
    }

    /**
     * Serves the task by a worker of its own for at most this long; empty if it has no outcome then. Fails as starting a
     * worker does.
     */
    static Future<Optional<Outcome>> serve(
            CodefleetClient fleet, String workerId, TaskHandle task, String type, TaskHandler handler, Duration limit) {
        return start(fleet, workerId, type, handler)
                .compose(worker -> task.outcome(limit).eventually(() -> worker.close()));
    }
}
