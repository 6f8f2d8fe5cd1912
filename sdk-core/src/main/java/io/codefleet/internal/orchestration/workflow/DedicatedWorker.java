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

    /** Serves the task until it has its outcome, from whomever; fails as starting a worker does. */
    static Future<Outcome> serve(
            CodefleetClient fleet, String workerId, TaskHandle task, String type, TaskHandler handler) {
        Worker worker = worker(fleet, workerId, type, handler);
        return worker.start().compose(started -> task.outcome()).eventually(() -> worker.close());
    }

    /** Serves the task as {@link #serve} does, for at most this long; empty if it has no outcome then. */
    static Future<Optional<Outcome>> serve(
            CodefleetClient fleet, String workerId, TaskHandle task, String type, TaskHandler handler, Duration limit) {
        Worker worker = worker(fleet, workerId, type, handler);
        return worker.start().compose(started -> task.outcome(limit)).eventually(() -> worker.close());
    }

    private static Worker worker(CodefleetClient fleet, String workerId, String type, TaskHandler handler) {
        return fleet.worker(WorkerOptions.create()
                        .id(workerId)
                        .lease(LEASE)
                        .drainTimeout(Duration.ZERO)
                        .stopGrace(Duration.ofSeconds(1)))
                .handle(type, handler);
    }
}
