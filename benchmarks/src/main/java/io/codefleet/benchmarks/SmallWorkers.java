package io.codefleet.benchmarks;

import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Many workers of one slot on Redis, whose tasks take a while, compared with one worker of as many slots a process. The client and
 * the processes of the workers, each with one client for all of its workers, are processes of their own. Prints tasks a second, what
 * a task costs Redis, and the processor time of the processes.
 *
 * <p>Arguments: workers (1000), processes (2), milliseconds of a task (100), tasks of a round (100 000).
 */
public final class SmallWorkers {
    private static final int ROUNDS = 3;
    private static final String[] SERVED_IN = {"workers of one slot", "one worker a process"};

    private final int workers;
    private final int millis;
    private final int tasks;
    private final CommandCount count;
    private final String uri;
    private final ChildJvm client = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class);
    private final List<ChildJvm> processes;

    private SmallWorkers(int[] numbers, CommandCount count, String uri) {
        this.workers = numbers[0];
        this.millis = numbers[2];
        this.tasks = numbers[3];
        this.count = count;
        this.uri = uri;
        this.processes = IntStream.range(0, numbers[1])
                .mapToObj(i -> ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class))
                .toList();
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        int[] numbers = {1000, 2, 100, 100_000};
        for (int i = 0; i < arguments.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        Vertx vertx = Vertx.vertx();
        try (RedisTestServer server = RedisTestServer.start();
                CommandCount count = new CommandCount(vertx, server.uri())) {
            Benchmarks.print(
                    "%d slots in %d processes, tasks of %d ms, 512-byte prompt", numbers[0], numbers[1], numbers[2]);
            SmallWorkers benchmark = new SmallWorkers(numbers, count, server.uri());
            for (int round = 1; round <= ROUNDS; round++) {
                benchmark.round(0, 1);
                benchmark.round(1, numbers[0] / numbers[1]);
            }
            benchmark.close();
        } finally {
            Benchmarks.get(vertx.close());
        }
    }

    /** Measures tasks on workers of so many slots each. */
    private void round(int kind, int slots) {
        String namespace = UUID.randomUUID().toString();
        client.ask("close");
        processes.forEach(each -> each.ask("close"));
        count.deleteAll();
        for (ChildJvm each : processes) {
            each.ask("connect " + uri + " " + namespace);
            each.ask("slots " + workers / processes.size() / slots + " " + slots + " " + millis);
        }
        client.ask("connect " + uri + " " + namespace);
        Map<String, Long> before = count.read();
        double micros = count.processorMicros();
        double ofClient = micros(client.cpu());
        double ofWorkers = ofWorkers();
        // More wait than all slots take, so that no slot is without a task for want of one.
        int window = 4 * workers;
        double rate = Double.parseDouble(client.ask("rate " + window + " 1 " + tasks));
        double all = window + tasks;
        Map<String, Long> after = count.read();
        Benchmarks.print(
                "  %-20s %,7.0f tasks/s; a task: %.3f calls, %.1f commands, %.1f µs of Redis, %.0f µs of the client,"
                        + " %.0f µs of the workers",
                SERVED_IN[kind],
                rate,
                CommandCount.sent(before, after) / all,
                CommandCount.ran(before, after) / all,
                (count.processorMicros() - micros) / all,
                (micros(client.cpu()) - ofClient) / all,
                (ofWorkers() - ofWorkers) / all);
    }

    private double ofWorkers() {
        return processes.stream().mapToDouble(each -> micros(each.cpu())).sum();
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1000.0;
    }

    private void close() {
        client.close();
        processes.forEach(ChildJvm::close);
    }
}
