package io.codefleet.benchmarks;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RunOptions;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A million items out of a stream, folded to one number, by a caller with a heap of 64 MiB; Redis and the worker are other
 * processes. Arguments: the number of items; default one million.
 */
public final class StreamedItems {
    private static final StorageLimits SHORT = StorageLimits.DEFAULT.retention(Duration.ofSeconds(10));

    private StreamedItems() {}

    /** Runs the benchmark, or with {@code caller} before the arguments its calling process. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("caller")) {
            call(arguments[1], Integer.parseInt(arguments[2]));
            return;
        }
        String items = arguments.length == 0 ? "1000000" : arguments[0];
        try (RedisTestServer server = RedisTestServer.start()) {
            CodefleetClient fleet = connect(server.uri());
            Benchmarks.get(fleet.worker(WorkerOptions.create().concurrency(200))
                    .handleAny(attempt -> Future.succeededFuture(
                            TaskResult.text(attempt.task().prompt())))
                    .start());
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StreamedItems.class.getName(),
                            "caller",
                            server.uri(),
                            items)
                    .inheritIO()
                    .start()
                    .waitFor();
            Benchmarks.get(fleet.close());
        }
    }

    private static CodefleetClient connect(String uri) {
        return Benchmarks.get(Codefleet.connect(CodefleetOptions.of(uri).limits(SHORT)));
    }

    private static void call(String uri, int items) {
        CodefleetClient fleet = connect(uri);
        long start = System.nanoTime();
        Future<MapReduceResult<Integer, Long, Long>> result = fleet.mapReduce(
                        MapReduce.over(IntStream.range(0, items).boxed())
                                .map(item -> Task.of(item.toString()))
                                .as(answer -> Long.parseLong(answer.text()))
                                .fold(() -> 0L, Long::sum)
                                .options(RunOptions.random().concurrency(1000)))
                .result();
        while (!result.isComplete()) {
            Benchmarks.pass(1);
        }
        MapReduceResult<Integer, Long, Long> end = Benchmarks.get(result);
        System.out.printf(
                Locale.ROOT,
                "%,d items folded to %d by a caller with -Xmx64m in %.0f s; most heap in use after a collection %.1f MiB%n",
                end.done(),
                end.orThrow(),
                (System.nanoTime() - start) / 1e9,
                heapAfterCollection() / 1048576.0);
        Benchmarks.get(fleet.close());
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
