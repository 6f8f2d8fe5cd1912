package io.codefleet.launcher.e2e;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;

/** A process that drives workflows and nothing else. */
final class DriverMain {
    private DriverMain() {}

    /** Arguments: the broker's URI, the namespace, the worker's id. */
    public static void main(String[] arguments) {
        Codefleet.connect(CodefleetOptions.of(arguments[0]).namespace(arguments[1]))
                .compose(fleet -> start(fleet, arguments[2]))
                .onSuccess(started -> System.out.println("ready"))
                .onFailure(e -> {
                    e.printStackTrace();
                    System.exit(1);
                });
    }

    /** Starts it in this process, for a test that does not end it. */
    static Future<Worker> start(CodefleetClient fleet, String id) {
        WorkerOptions worker = WorkerOptions.create().id(id).concurrency(10).lease(Duration.ofSeconds(2));
        return Workflows.on(fleet).driver(worker).start();
    }
}
