package io.codefleet.benchmarks;

import io.vertx.core.Future;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits of the main thread of a benchmark. */
final class Benchmarks {
    private Benchmarks() {}

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the benchmark did not get its answer", e);
        }
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
