package io.codefleet.launcher.e2e;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.workflow.Workflows;
import java.time.Duration;

/** A process that drives workflows and nothing else. */
final class DriverMain {
    private DriverMain() {}

    /** Arguments: the broker's URI, the namespace, the worker's id. */
    public static void main(String[] arguments) {
        CodefleetOptions options = CodefleetOptions.of(arguments[0]).namespace(arguments[1]);
        WorkerOptions worker =
                WorkerOptions.create().id(arguments[2]).concurrency(10).lease(Duration.ofSeconds(2));
        Codefleet.connect(options)
                .compose(fleet -> Workflows.on(fleet).driver(worker).start())
                .onSuccess(started -> System.out.println("ready"))
                .onFailure(e -> {
                    e.printStackTrace();
                    System.exit(1);
                });
    }
}
