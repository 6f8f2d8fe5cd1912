package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Submit → no-op handler → outcome on Redis, compared with a bare loop of Redis calls. Client, worker, bare loop and Redis are
 * processes of their own, and the rounds of both sides alternate.
 */
final class RedisRates implements AutoCloseable {
    private static final int SINGLE_WINDOW = 1000;
    private static final int BATCH_WINDOW = 10_000;
    private static final int BATCH = 50;
    /** As many tasks as a bulk submit has under way. */
    private static final int BULK_WINDOW = 800;

    private static final int PER_SECOND = 200;

    private final Scale scale;
    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer server = RedisTestServer.start();
    private final CommandCount count = new CommandCount(vertx, server.uri());
    private final BrokerFleet fleet;
    private final ChildJvm bare;

    /**
     * Sizes of the benchmark.
     *
     * @param promptBytes how large a prompt is
     * @param tasks how many tasks a round has
     * @param rounds how many rounds of each the best is taken of
     * @param idle how long a fleet is watched that does nothing
     */
    record Scale(int promptBytes, int tasks, int rounds, Duration idle) {
        /** About how many bytes of prompts a round leaves in Redis. */
        private static final int BYTES_OF_ROUND = 256 << 20;

        private static final int TASKS = 100_000;

        /** Returns the sizes for prompts of so many bytes; rounds of large ones have fewer tasks, as Redis keeps them. */
        static Scale of(int promptBytes) {
            return new Scale(promptBytes, Math.min(TASKS, BYTES_OF_ROUND / promptBytes), 3, Duration.ofSeconds(30));
        }

        private int part(int of) {
            return Math.max(BATCH, (int) ((long) tasks * of / TASKS));
        }
    }

    /** Rate of a round, and what a task costs. Calls, commands and processor times are those of a task. */
    private record TaskCost(double rate, double calls, double commands, double redisMicros, String processes) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.3f calls, %.1f commands and %.1f µs of Redis; %s",
                    calls,
                    commands,
                    redisMicros,
                    processes);
        }

        static TaskCost best(TaskCost one, TaskCost another) {
            return one.rate >= another.rate ? one : another;
        }
    }

    /** A rate and the processor times of the processes that it was measured in. */
    private record ProcessRate(double rate, String processes) {
        static ProcessRate of(BrokerFleet.MeasuredRate rate) {
            String times =
                    String.format(Locale.ROOT, "client %.1f, worker %.1f µs", rate.clientMicros(), rate.workerMicros());
            return new ProcessRate(rate.rate(), times);
        }
    }

    RedisRates(Scale scale) {
        this.scale = scale;
        this.fleet = new BrokerFleet(BrokerKind.REDIS, new BrokerServer(server.uri(), () -> {}), scale.promptBytes());
        this.bare = ChildJvm.start(
                JavaOptions.DEFAULTS, BareProcess.class, server.uri(), String.valueOf(scale.promptBytes()));
    }

    /** Runs all parts. */
    void run() {
        print(
                "Redis broker, %d-byte prompt; client, worker, bare loop and redis-server are processes of their own;"
                        + " best of %d",
                scale.promptBytes(), scale.rounds());
        int warmUp = scale.part(30_000);
        ofFleet(SINGLE_WINDOW, 1, warmUp);
        ofBare(SINGLE_WINDOW, 1, warmUp);
        compare("one task a call", SINGLE_WINDOW, 1, scale.part(100_000));
        compare(BATCH + " tasks a call", BATCH_WINDOW, BATCH, scale.part(200_000));
        compareBulk(scale.part(100_000));
        compareLatency();
        cost("one task at a time", 1, scale.part(3_000));
        cost(String.format(Locale.ROOT, "%,d at once", scale.part(100_000)), 100_000, scale.part(200_000));
        idleFleet();
        idle();
    }

    // ---- both sides

    private void compare(String name, int window, int batch, int tasks) {
        compare(
                name,
                () -> ofFleet(Math.max(batch, scale.part(window)), batch, tasks),
                () -> ofBare(Math.max(batch, scale.part(window)), batch, tasks));
    }

    private void compareBulk(int tasks) {
        compare(
                "bulk submit",
                () -> round(tasks, () -> ProcessRate.of(fleet.bulk(tasks))),
                () -> round(tasks, () -> ofBare("bulk " + BULK_WINDOW + " " + BATCH + " " + tasks, tasks)));
    }

    private void compare(String name, Supplier<TaskCost> ofFleet, Supplier<TaskCost> ofBare) {
        TaskCost own = ofFleet.get();
        TaskCost other = ofBare.get();
        for (int i = 1; i < scale.rounds(); i++) {
            own = TaskCost.best(own, ofFleet.get());
            other = TaskCost.best(other, ofBare.get());
        }
        print(
                "  %-24s %,10.0f tasks/s; bare loop %,.0f; %.0f %%",
                name, own.rate(), other.rate(), 100 * own.rate() / other.rate());
        print("    of a task: %s", own);
        print("    bare loop: %s", other);
    }

    private TaskCost ofFleet(int window, int batch, int tasks) {
        return round(window + tasks, () -> ProcessRate.of(fleet.rate(window, batch, tasks)));
    }

    private TaskCost ofBare(int window, int batch, int tasks) {
        return round(tasks, () -> ofBare("rate " + window + " " + batch + " " + tasks, tasks));
    }

    private ProcessRate ofBare(String command, int tasks) {
        double before = micros(bare.cpu());
        double rate = Double.parseDouble(bare.ask(command));
        return new ProcessRate(rate, String.format(Locale.ROOT, "%.1f µs", (micros(bare.cpu()) - before) / tasks));
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1000.0;
    }

    /** Measures one round on a Redis that begins empty. */
    private TaskCost round(int tasks, Supplier<ProcessRate> measure) {
        count.deleteAll();
        Map<String, Long> before = count.read();
        double micros = count.processorMicros();
        ProcessRate measured = measure.get();
        double used = count.processorMicros() - micros;
        Map<String, Long> after = count.read();
        return new TaskCost(
                measured.rate(),
                (double) CommandCount.sent(before, after) / tasks,
                (double) CommandCount.ran(before, after) / tasks,
                used / tasks,
                measured.processes());
    }

    private void compareLatency() {
        count.deleteAll();
        int warmUp = scale.part(400);
        int tasks = scale.part(2_000);
        fleet.open();
        fleet.latency(PER_SECOND, warmUp);
        double[] own = fleet.latency(PER_SECOND, tasks);
        bare.ask("latency " + PER_SECOND + " " + warmUp);
        double[] other = Latency.of(bare.ask("latency " + PER_SECOND + " " + tasks));
        print(
                "  %-24s p50 %.2f ms, p99 %.2f ms; bare loop %.2f, %.2f",
                "at " + PER_SECOND + "/s", own[0], own[1], other[0], other[1]);
    }

    // ---- what a fleet costs Redis

    private void cost(String when, int window, int tasks) {
        int size = window == 1 ? 1 : scale.part(window);
        TaskCost round = ofFleet(size, 1, tasks);
        print("  %-24s %,10.0f tasks/s; %s", when, round.rate(), round);
    }

    private void idleFleet() {
        int tasks = scale.part(100);
        count.deleteAll();
        fleet.open();
        Map<String, Long> before = count.read();
        fleet.latency(20, tasks);
        print(
                "  %-24s %.2f calls a task",
                "idle fleet (20/s)", (double) CommandCount.sent(before, count.read()) / tasks);
    }

    /** Prints what a namespace costs in which nothing happens: its maintenance, and what each worker adds to it. */
    private void idle() {
        if (scale.idle().isZero()) {
            return;
        }
        fleet.open();
        double[] one = perSecond();
        int more = 10;
        fleet.addWorkers(more, 10);
        double[] all = perSecond();
        print("  idle, one worker         %.2f calls/s, %.2f commands in Redis/s", one[0], one[1]);
        print(
                "  each further worker      %.2f calls/s, %.2f commands in Redis/s",
                (all[0] - one[0]) / more, (all[1] - one[1]) / more);
    }

    /** Returns how many calls and commands Redis does in a second of an idle namespace. */
    private double[] perSecond() {
        Benchmarks.pass(5);
        Map<String, Long> before = count.read();
        Benchmarks.pass(scale.idle().toSeconds());
        Map<String, Long> after = count.read();
        return new double[] {
            (double) CommandCount.sent(before, after) / scale.idle().toSeconds(),
            (double) CommandCount.ran(before, after) / scale.idle().toSeconds()
        };
    }

    @Override
    public void close() {
        fleet.close();
        bare.close();
        count.close();
        server.close();
        Benchmarks.get(vertx.close());
    }
}
