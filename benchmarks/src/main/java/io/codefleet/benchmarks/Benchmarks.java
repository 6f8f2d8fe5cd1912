package io.codefleet.benchmarks;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Steps that benchmarks share; their waits are for the main thread. */
final class Benchmarks {
    /** How large a prompt is unless an argument says another size. */
    static final int PROMPT_BYTES = 512;

    private Benchmarks() {}

    static String prompt(int bytes) {
        return "x".repeat(bytes);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the benchmark did not get its answer", e);
        }
    }

    /** Connects to a new namespace of this broker. */
    static CodefleetClient connect(Vertx vertx, String uri) {
        return get(Codefleet.connect(
                vertx, CodefleetOptions.of(uri).namespace(UUID.randomUUID().toString())));
    }

    /** Connects to a new namespace of this broker and starts a worker there, whose tasks end at once. */
    static CodefleetClient fleet(Vertx vertx, String uri, int concurrency) {
        CodefleetClient fleet = connect(vertx, uri);
        startWorker(fleet, concurrency);
        return fleet;
    }

    /** Starts a worker whose tasks end at once. */
    static void startWorker(CodefleetClient fleet, int concurrency) {
        get(fleet.worker(WorkerOptions.create().concurrency(concurrency))
                .handleAny(attempt -> Future.succeededFuture(TaskResult.EMPTY))
                .start());
    }

    /** Prints a line of a report, whose numbers have the same form on every machine. */
    static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** Lets real time pass, as only the idle measurement needs. */
    static void pass(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
