package io.codefleet.benchmarks;

import io.codefleet.BulkOptions;
import io.codefleet.BulkSubmitResult;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Submits very many tasks by a bulk submit from a JVM with a small heap, and prints its speed and its use of heap. Run it with
 * {@code -Xmx64m}; arguments: the broker's URI, the number of tasks, and {@code work} for workers in this process, without
 * which an in-memory broker would have to hold all.
 */
public final class BulkMemory {
    private BulkMemory() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        boolean work = arguments.length > 2 && arguments[2].equals("work");
        StorageLimits limits = StorageLimits.DEFAULT
                .maxQueuedTasks(work ? 10_000 : count + 1)
                .retention(work ? Duration.ofMillis(100) : StorageLimits.DEFAULT.retention());
        CodefleetClient fleet = Benchmarks.get(Codefleet.connect(
                CodefleetOptions.of(arguments[0]).namespace("bulk").limits(limits)));
        if (work) {
            Benchmarks.startWorker(fleet, 200);
        }
        Stream<Task> tasks = IntStream.range(0, count)
                .mapToObj(i ->
                        Task.of("Look at item " + i + ". " + "x".repeat(450)).id("bulk-" + i));
        long begun = System.nanoTime();
        BulkSubmitResult submitted =
                Benchmarks.get(fleet.submitAll(tasks, BulkOptions.DEFAULT).result());
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.out.printf(
                "%s in %.1f s, %.0f a second; heap %d MiB of at most %d MiB after collection%n",
                submitted,
                seconds,
                count / seconds,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                runtime.maxMemory() >> 20);
        Benchmarks.get(fleet.close());
    }
}
