package io.codefleet.launcher.e2e;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;

/** A worker on the SDK alone, for tests of the fleet that need no agent: it answers each prompt with its own id. */
final class EchoWorkerMain {
    private EchoWorkerMain() {}

    /** Arguments: the broker's URI, the namespace, the worker's id, how many tasks at once. */
    public static void main(String[] arguments) {
        CodefleetOptions options = CodefleetOptions.of(arguments[0]).namespace(arguments[1]);
        WorkerOptions worker = WorkerOptions.create().id(arguments[2]).concurrency(Integer.parseInt(arguments[3]));
        Codefleet.connect(options)
                .compose(fleet -> fleet.worker(worker)
                        .handleAny(attempt -> Future.succeededFuture(TaskResult.text(
                                attempt.workerId() + " " + attempt.task().prompt())))
                        .start())
                .onSuccess(started -> System.out.println("ready"))
                .onFailure(e -> {
                    e.printStackTrace();
                    System.exit(1);
                });
    }
}
