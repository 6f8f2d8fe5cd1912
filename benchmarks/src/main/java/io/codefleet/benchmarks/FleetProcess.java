package io.codefleet.benchmarks;

import io.codefleet.BulkOptions;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of a fleet that is measured: the one that leads, the worker, or the client. It does what the lines of its parent say and
 * answers each with a line.
 */
final class FleetProcess {
    private static final int BATCH = 1000;
    private static final String DONE = "done";

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> firstClaim = Promise.promise();
    private String prompt = Benchmarks.prompt(Benchmarks.PROMPT_BYTES);

    @Nullable
    private CodefleetClient fleet;

    @Nullable
    private SteadyLoad steady;

    private FleetProcess() {}

    /** Serves the parent. */
    public static void main(String[] arguments) throws IOException {
        FleetProcess process = new FleetProcess();
        ChildJvm.serve(line -> process.answer(line.split(" ", -1)));
        System.exit(0);
    }

    private String answer(String[] line) {
        return switch (line[0]) {
            case "prompt" -> prompt(Integer.parseInt(line[1]));
            case "connect" -> connect(line[1], line[2]);
            case "work" -> work(Integer.parseInt(line[1]));
            case "slots" -> slots(Integer.parseInt(line[1]), Integer.parseInt(line[2]), Long.parseLong(line[3]));
            case "rate" -> rate(line);
            case "latency" -> latency(Integer.parseInt(line[1]), Integer.parseInt(line[2]));
            case "steady" -> steady(Integer.parseInt(line[1]));
            case "gap" -> gap();
            case "bulk" -> bulk(Integer.parseInt(line[1]));
            case "submit" -> submit(Integer.parseInt(line[1]));
            case "claimed" -> claimed();
            case "heap" -> heap();
            case "close" -> close();
            default -> throw new IllegalArgumentException("no command " + line[0]);
        };
    }

    private CodefleetClient fleet() {
        if (fleet == null) {
            throw new IllegalStateException("the process is not connected");
        }
        return fleet;
    }

    private String prompt(int bytes) {
        prompt = Benchmarks.prompt(bytes);
        return DONE;
    }

    private String connect(String uri, String namespace) {
        close();
        // A namespace with a million tasks takes its time to lead.
        CodefleetOptions options = CodefleetOptions.of(uri)
                .namespace(namespace)
                .commandTimeout(Duration.ofMinutes(2))
                .limits(StorageLimits.DEFAULT.maxQueuedTasks(10_000_000));
        fleet = Benchmarks.get(Codefleet.connect(vertx, options));
        return DONE;
    }

    private String close() {
        if (fleet != null) {
            Benchmarks.get(fleet.close());
            fleet = null;
        }
        return DONE;
    }

    private String work(int concurrency) {
        Benchmarks.get(fleet().worker(WorkerOptions.create().concurrency(concurrency))
                .handleAny(attempt -> {
                    firstClaim.tryComplete();
                    return Future.succeededFuture(TaskResult.EMPTY);
                })
                .start());
        return DONE;
    }

    /** Starts workers of so many slots each, whose tasks take a while. */
    private String slots(int workers, int concurrency, long millis) {
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            started.add(fleet().worker(WorkerOptions.create().concurrency(concurrency))
                    .handleAny(attempt ->
                            vertx.timer(millis, TimeUnit.MILLISECONDS).map(TaskResult.EMPTY))
                    .start());
        }
        Benchmarks.get(Future.all(started));
        return DONE;
    }

    private String rate(String[] line) {
        int window = Integer.parseInt(line[1]);
        int batch = Integer.parseInt(line[2]);
        return String.valueOf(new ClosedLoop(fleet(), prompt, window, batch).run(Integer.parseInt(line[3])));
    }

    /** Returns the median and the 99th percentile in milliseconds. */
    private String latency(int perSecond, int tasks) {
        return Latency.text(Latency.measure(vertx, fleet(), prompt, perSecond, tasks));
    }

    private String steady(int perSecond) {
        steady = SteadyLoad.start(vertx, fleet(), prompt, perSecond);
        return DONE;
    }

    private String gap() {
        if (steady == null) {
            throw new IllegalStateException("there is no steady load");
        }
        return steady.stop().toString();
    }

    /** Returns how many tasks a second a bulk submit stores. */
    private String bulk(int tasks) {
        long start = System.nanoTime();
        Stream<Task> all = Stream.generate(() -> Task.of(prompt)).limit(tasks);
        Benchmarks.get(fleet().submitAll(all, BulkOptions.DEFAULT).result());
        return String.valueOf(tasks * 1e9 / (System.nanoTime() - start));
    }

    private String submit(int tasks) {
        for (int i = 0; i < tasks; i += BATCH) {
            List<Task> batch = Stream.generate(() -> Task.of(prompt))
                    .limit(Math.min(BATCH, tasks - i))
                    .toList();
            Benchmarks.get(fleet().submitTasks(batch));
        }
        return DONE;
    }

    private String claimed() {
        Benchmarks.get(firstClaim.future());
        return DONE;
    }

    /** Returns what its heap holds after a collection, in megabytes. */
    private static String heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return String.valueOf((runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }
}
