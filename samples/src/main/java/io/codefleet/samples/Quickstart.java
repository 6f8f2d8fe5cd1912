package io.codefleet.samples;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * A task from submit to outcome in one JVM, with a handler in place of an agent. Takes the broker's URI as its argument; default
 * {@code memory:quickstart}.
 */
public final class Quickstart {
    private Quickstart() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        String uri = arguments.length == 0 ? "memory:quickstart" : arguments[0];
        Codefleet.connect(uri)
                .compose(fleet -> startWorker(fleet)
                        .compose(started -> submit(fleet))
                        .onSuccess(Quickstart::print)
                        .eventually(() -> fleet.close()))
                .onFailure(failure -> System.err.println(failure.getMessage()));
    }

    private static Future<?> startWorker(CodefleetClient fleet) {
        return fleet.worker(WorkerOptions.create().capabilities("java"))
                .handle("code", attempt -> {
                    attempt.progress(
                            "text", "looking at " + attempt.task().context().files());
                    return Future.succeededFuture(TaskResult.text("It is fine."));
                })
                .start();
    }

    private static Future<Outcome> submit(CodefleetClient fleet) {
        Task task = Task.of("Explain what Foo.java does and fix its bug")
                .type("code")
                .requires("java")
                .priority(8)
                .limits(TaskLimits.DEFAULT.attemptTimeout(Duration.ofMinutes(10)))
                .maxAttempts(2);
        return fleet.submitTask(task).compose(TaskHandle::outcome);
    }

    private static void print(Outcome outcome) {
        String line = outcome.fold(
                completed -> completed.result().text() + " for $"
                        + completed.result().usage().cost(),
                failed -> failed.error().kind() + ": " + failed.error().message(),
                cancelled -> "cancelled: " + cancelled.reason());
        System.out.println(line);
    }
}
