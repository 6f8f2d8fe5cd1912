package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Load of a fleet on a Redis that was away for a minute: many workers that each run some tasks and have a slot free. Prints how
 * much of a core Redis takes in each second after it is back, and how many attempts were lost.
 *
 * <p>Arguments: workers (1000), tasks of each (3), bytes of a prompt (1024), seconds without Redis (60).
 */
public final class Herd {
    private static final int WORKERS_A_CLIENT = 50;
    private static final int SECONDS_WATCHED = 30;
    private static final Duration LEASE = Duration.ofSeconds(150);
    private static final Pattern CPU = Pattern.compile("used_cpu_(?:sys|user):([\\d.]+)");
    private static final int TASKS_A_CALL = 50;
    private static final double NANOS = 1e9;

    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer server;
    private final int workers;
    private final int tasks;
    private final AtomicInteger begun = new AtomicInteger();
    private final Promise<Void> gate = Promise.promise();
    private final List<CodefleetClient> clients = new ArrayList<>();

    private Herd(RedisTestServer server, int workers, int tasks) {
        this.server = server;
        this.workers = workers;
        this.tasks = tasks;
    }

    /** Runs the measurement. */
    public static void main(String[] arguments) throws Exception {
        int[] numbers = {1000, 3, 1024, 60};
        for (int i = 0; i < arguments.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        try (RedisTestServer server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable())) {
            new Herd(server, numbers[0], numbers[1]).run(numbers[2], numbers[3]);
        }
    }

    private void run(int bytes, int seconds) {
        startWorkers();
        submit("x".repeat(bytes));
        while (begun.get() < workers * tasks) {
            Benchmarks.pass(1);
        }
        print("%d workers run %d tasks each; Redis is away for %d s", workers, tasks, seconds);
        double before = cpu();
        server.pause();
        Benchmarks.pass(seconds);
        server.resume();
        watch(before);
        gate.complete();
        while (Benchmarks.get(clients.get(0).stats()).completed() < (long) workers * tasks) {
            Benchmarks.pass(1);
        }
        print("attempts begun %d, of tasks %d", begun.get(), workers * tasks);
        Benchmarks.get(Future.all(clients.stream().map(CodefleetClient::close).toList()));
        Benchmarks.get(vertx.close());
    }

    private void startWorkers() {
        for (int i = 0; i < workers; i += WORKERS_A_CLIENT) {
            CodefleetClient client = Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(server.uri())));
            clients.add(client);
            List<Future<?>> started = new ArrayList<>();
            for (int j = i; j < Math.min(workers, i + WORKERS_A_CLIENT); j++) {
                WorkerOptions options =
                        WorkerOptions.create().concurrency(tasks + 1).lease(LEASE);
                started.add(client.worker(options)
                        .handleAny(attempt -> {
                            begun.incrementAndGet();
                            return gate.future().map(TaskResult.EMPTY);
                        })
                        .start());
            }
            Benchmarks.get(Future.all(started));
        }
    }

    /** Submits the tasks of a round. Each worker has a free slot, and so a claim in flight, when Redis goes away. */
    private void submit(String prompt) {
        for (int i = 0; i < workers * tasks; i += TASKS_A_CALL) {
            Benchmarks.get(clients.get(0)
                    .submitTasks(IntStream.range(0, Math.min(TASKS_A_CALL, workers * tasks - i))
                            .mapToObj(each -> Task.of(prompt))
                            .toList()));
        }
    }

    /** Watches the recovery in steps of about a second. A busy Redis answers late, so that a step may take longer. */
    private void watch(double before) {
        long back = System.nanoTime();
        double last = before;
        double then = 0;
        while (then < SECONDS_WATCHED) {
            Benchmarks.pass(1);
            double used = cpu();
            double now = (System.nanoTime() - back) / NANOS;
            print("  %5.1f s after it is back   %3.0f %% of a core", now, 100 * (used - last) / (now - then));
            last = used;
            then = now;
        }
    }

    private double cpu() {
        Redis client = Redis.createClient(vertx, server.uri());
        String info = Benchmarks.get(RedisAPI.api(client).info(List.of("cpu")).map(String::valueOf));
        client.close();
        Matcher used = CPU.matcher(info);
        double sum = 0;
        while (used.find()) {
            sum += Double.parseDouble(used.group(1));
        }
        return sum;
    }
}
