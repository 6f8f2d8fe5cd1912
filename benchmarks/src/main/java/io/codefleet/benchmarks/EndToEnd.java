package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Submit → no-op handler → outcome, client and worker in this process, on the in-memory broker and on Redis, compared with a
 * bare loop of Redis calls. Prints tasks a second, latency at 200 a second, and what each task costs Redis.
 *
 * <p>Arguments: nothing for all, or {@code memory} or {@code redis}.
 */
public final class EndToEnd {
    private static final String PROMPT = "x".repeat(512);
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 3;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final String uri;

    private EndToEnd(String uri) {
        this.uri = uri;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        String which = arguments.length == 0 ? "all" : arguments[0];
        if (!which.equals("redis")) {
            new EndToEnd("memory:benchmark").memory();
        }
        if (!which.equals("memory")) {
            try (RedisTestServer server = RedisTestServer.start()) {
                new EndToEnd(server.uri()).redis();
            }
        }
    }

    private double rate(int window, int batch, int tasks) {
        return rate(window, batch, tasks, () -> {});
    }

    /** Returns the best rate of some rounds. */
    private double rate(int window, int batch, int tasks, Runnable beforeRound) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            beforeRound.run();
            CodefleetClient client = Benchmarks.connect(vertx, uri);
            CodefleetClient fleet = connectTo(client);
            Benchmarks.startWorker(fleet, 200);
            best = Math.max(best, new ClosedLoop(client, PROMPT, window, batch).run(tasks));
            Benchmarks.get(fleet.close());
            Benchmarks.get(client.close());
        }
        return best;
    }

    /** Opens a second connection to the same namespace, so that client and worker each have an event loop. */
    private CodefleetClient connectTo(CodefleetClient client) {
        return Benchmarks.get(Codefleet.connect(vertx, client.options()));
    }

    private void memory() {
        print("in-memory broker, 512-byte prompt, client and worker in one process, best of %d", ROUNDS);
        rate(1000, 1, WARM_UP * 10);
        print("  one task a call          %,10.0f tasks/s", rate(1000, 1, 1_000_000));
        print("  100 tasks a call         %,10.0f tasks/s", rate(10_000, 100, 1_000_000));
        print("  100 000 queued           %,10.0f tasks/s", rate(100_000, 1, 1_000_000));
        latency();
        Benchmarks.get(vertx.close());
    }

    private void latency() {
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 10);
        Latency.measure(vertx, fleet, PROMPT, 200, 400);
        Histogram micros = Latency.measure(vertx, fleet, PROMPT, 200, 2000);
        print(
                "  at 200/s                 p50 %.2f ms, p99 %.2f ms",
                micros.getValueAtPercentile(50) / 1000.0, micros.getValueAtPercentile(99) / 1000.0);
        Benchmarks.get(fleet.close());
    }

    private void redis() {
        print("Redis broker, 512-byte prompt, client, worker and redis-server on this machine, best of %d", ROUNDS);
        rate(1000, 1, WARM_UP);
        try (CommandCount count = new CommandCount(vertx, uri);
                BareLoop bare = new BareLoop(vertx, uri, PROMPT)) {
            bare.rate(1000, 1, WARM_UP);
            double bareSingle = bare.rate(1000, 1, 100_000);
            double single = rate(1000, 1, 100_000, count::deleteAll);
            print(
                    "  one task a call          %,10.0f tasks/s; bare loop %,.0f; %.0f %%",
                    single, bareSingle, 100 * single / bareSingle);
            count.deleteAll();
            double bareBatch = bare.rate(10_000, 50, 200_000);
            double batch = rate(10_000, 100, 200_000, count::deleteAll);
            print(
                    "  in batches               %,10.0f tasks/s; bare loop %,.0f; %.0f %%",
                    batch, bareBatch, 100 * batch / bareBatch);
            double shallow = rate(1_000, 1, 100_000, count::deleteAll);
            double deep = rate(100_000, 1, 100_000, count::deleteAll);
            print("  1 000 / 100 000 at once  %,10.0f / %,.0f tasks/s; %.0f %%", shallow, deep, 100 * deep / shallow);
            cost(count);
            latency();
            idle(count);
        }
        Benchmarks.get(vertx.close());
    }

    private void cost(CommandCount count) {
        count.deleteAll();
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 200);
        costOfTasks("under load", count, fleet, 1000, 50_000);
        costOfTasks("one task at a time", count, fleet, 1, 3000);
        costOfTasks("100 000 at once", count, fleet, 100_000, 200_000);
        Map<String, Long> before = count.read();
        Latency.measure(vertx, fleet, PROMPT, 20, 100);
        Map<String, Long> after = count.read();
        print("  idle fleet (20/s)        %.2f calls a task", CommandCount.sent(before, after) / 100.0);
        Benchmarks.get(fleet.close());
    }

    /** Prints what a task costs Redis, with a given number of tasks between submit and outcome. */
    private static void costOfTasks(String when, CommandCount count, CodefleetClient fleet, int window, int tasks) {
        Map<String, Long> before = count.read();
        double micros = count.processorMicros();
        new ClosedLoop(fleet, PROMPT, window, 1).run(tasks - window);
        double used = count.processorMicros() - micros;
        Map<String, Long> after = count.read();
        double calls = (double) CommandCount.sent(before, after) / tasks;
        double commands = (double) CommandCount.ran(before, after) / tasks;
        print(
                "  %-24s %.3f calls, %.1f commands in Redis and %.1f µs of its processor time a task",
                when, calls, commands, used / tasks);
    }

    /** Prints what a namespace costs in which nothing happens: its maintenance, and what each worker adds to it. */
    private void idle(CommandCount count) {
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 10);
        double[] one = perSecond(count);
        int more = 10;
        for (int i = 0; i < more; i++) {
            Benchmarks.startWorker(fleet, 10);
        }
        double[] all = perSecond(count);
        print("  idle, one worker         %.2f calls/s, %.2f commands in Redis/s", one[0], one[1]);
        print(
                "  each further worker      %.2f calls/s, %.2f commands in Redis/s",
                (all[0] - one[0]) / more, (all[1] - one[1]) / more);
        Benchmarks.get(fleet.close());
    }

    /** Returns how many calls and commands Redis does in a second of an idle namespace. */
    private static double[] perSecond(CommandCount count) {
        Benchmarks.pass(5);
        Map<String, Long> before = count.read();
        Benchmarks.pass(IDLE.toSeconds());
        Map<String, Long> after = count.read();
        return new double[] {
            (double) CommandCount.sent(before, after) / IDLE.toSeconds(),
            (double) CommandCount.ran(before, after) / IDLE.toSeconds()
        };
    }
}
