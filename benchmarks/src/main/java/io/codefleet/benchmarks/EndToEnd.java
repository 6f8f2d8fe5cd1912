package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.vertx.core.Vertx;
import org.HdrHistogram.Histogram;

/**
 * Submit → no-op handler → outcome. On the in-memory broker, client and worker are in this process. On Redis, {@link RedisRates}
 * compares a fleet of processes with a bare loop. Prints tasks a second, latency at 200 a second, and what each task costs.
 *
 * <p>Arguments: nothing for all, or {@code memory} or {@code redis}; then the size of a prompt in bytes, 512 if not given.
 */
public final class EndToEnd {
    private static final String URI = "memory:benchmark";
    private static final int WARM_UP = 300_000;
    private static final int TASKS = 1_000_000;
    private static final int ROUNDS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final String prompt;

    private EndToEnd(int promptBytes) {
        this.prompt = Benchmarks.prompt(promptBytes);
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        String which = arguments.length == 0 ? "all" : arguments[0];
        int promptBytes = arguments.length < 2 ? Benchmarks.PROMPT_BYTES : Integer.parseInt(arguments[1]);
        if (!which.equals("redis")) {
            new EndToEnd(promptBytes).memory();
        }
        if (!which.equals("memory")) {
            try (RedisRates redis = new RedisRates(RedisRates.Scale.of(promptBytes))) {
                redis.run();
            }
        }
    }

    /** Returns the best rate of some rounds. */
    private double rate(int window, int batch, int tasks) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            CodefleetClient client = Benchmarks.connect(vertx, URI);
            CodefleetClient fleet = connectTo(client);
            Benchmarks.startWorker(fleet, 200);
            best = Math.max(best, new ClosedLoop(client, prompt, window, batch).run(tasks));
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
        print(
                "in-memory broker, %d-byte prompt, client and worker in one process, best of %d",
                prompt.length(), ROUNDS);
        rate(1000, 1, WARM_UP);
        print("  one task a call          %,10.0f tasks/s", rate(1000, 1, TASKS));
        print("  100 tasks a call         %,10.0f tasks/s", rate(10_000, 100, TASKS));
        print("  100 000 queued           %,10.0f tasks/s", rate(100_000, 1, TASKS));
        latency();
        Benchmarks.get(vertx.close());
    }

    private void latency() {
        CodefleetClient fleet = Benchmarks.fleet(vertx, URI, 10);
        Latency.measure(vertx, fleet, prompt, 200, 400);
        Histogram micros = Latency.measure(vertx, fleet, prompt, 200, 2000);
        print(
                "  at 200/s                 p50 %.2f ms, p99 %.2f ms",
                micros.getValueAtPercentile(50) / 1000.0, micros.getValueAtPercentile(99) / 1000.0);
        Benchmarks.get(fleet.close());
    }
}
