package io.codefleet.launcher.e2e;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;

/**
 * A worker on the SDK alone, for tests of the fleet that need no agent: it answers each prompt with its own id, and offers a
 * capability of that name.
 */
final class EchoWorkerMain {
    private EchoWorkerMain() {}

    /** Arguments: the broker's URI, the namespace, the worker's id, how many tasks at once. */
    public static void main(String[] arguments) {
        Codefleet.connect(CodefleetOptions.of(arguments[0]).namespace(arguments[1]))
                .compose(fleet -> start(fleet, arguments[2], Integer.parseInt(arguments[3])))
                .onSuccess(started -> System.out.println("ready"))
                .onFailure(e -> {
                    e.printStackTrace();
                    System.exit(1);
                });
    }

    /** Starts it in this process, for a test that does not end it. */
    static Future<Worker> start(CodefleetClient fleet, String id, int concurrency) {
        return fleet.worker(WorkerOptions.create().id(id).capabilities(id).concurrency(concurrency))
                .handleAny(attempt -> Future.succeededFuture(TaskResult.text(
                        attempt.workerId() + " " + attempt.task().prompt())))
                .start();
    }
}
