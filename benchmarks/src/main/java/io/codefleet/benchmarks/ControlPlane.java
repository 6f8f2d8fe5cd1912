package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.HdrHistogram.Histogram;

/**
 * Benchmark of a control plane, each figure with what it is compared with in the same run: submits by HTTP and a bare route of
 * vertx-web, their latency and that of the SDK, the rate of a fleet with and without watchers, and the memory of an idle one.
 * Servers and watchers are processes of their own; this one makes the load.
 *
 * <p>Arguments: nothing for all, or {@code submit}, {@code latency}, {@code watch} or {@code idle}.
 */
public final class ControlPlane {
    private static final String PROMPT = "x".repeat(512);
    private static final int ROUNDS = 3;
    private static final int WATCHERS = 500;
    private static final int WARM_UP = 100_000;
    private static final int REQUESTS = 20_000;
    private static final int PER_SECOND = 200;

    private static final JavaOptions CONTROL_PLANE = JavaOptions.ofControlPlane();

    private final Vertx vertx = Vertx.vertx();
    private final String uri;

    private ControlPlane(String uri) {
        this.uri = uri;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        String which = arguments.length == 0 ? "all" : arguments[0];
        print("servers run with %s", CONTROL_PLANE);
        try (RedisTestServer server = RedisTestServer.start()) {
            ControlPlane measured = new ControlPlane(server.uri());
            if (which.equals("all") || which.equals("submit")) {
                measured.submits("memory:benchmark");
                measured.submits(server.uri());
            }
            if (which.equals("all") || which.equals("latency")) {
                measured.latency();
            }
            if (which.equals("all") || which.equals("watch")) {
                measured.watchers();
            }
            if (which.equals("all") || which.equals("idle")) {
                measured.idle();
            }
            Benchmarks.get(measured.vertx.close());
        }
    }

    /** A server process, and the load on it. */
    private record Server(ChildJvm process, HttpLoad load, int port, String key) implements AutoCloseable {
        static Server start(Vertx vertx, String... arguments) {
            ChildJvm process = ChildJvm.start(CONTROL_PLANE, BenchmarkServer.class, arguments);
            String[] said = process.line().split(" ", -1);
            int port = Integer.parseInt(said[0]);
            return new Server(process, new HttpLoad(vertx, port, said[1], PROMPT), port, said[1]);
        }

        /** Returns the processor time of the server in microseconds for each of so many requests. */
        double cpu(Duration before, double requests) {
            return process.cpu().minus(before).toNanos() / 1e3 / requests;
        }

        @Override
        public void close() {
            load.close();
            process.close();
        }
    }

    private static String namespace() {
        return UUID.randomUUID().toString();
    }

    private void submits(String broker) {
        print("POST /api/v1/tasks and a bare route, broker %s", broker.replaceAll(":.*", ""));
        try (Server bare = Server.start(vertx, "bare");
                Server control = Server.start(vertx, broker, namespace())) {
            bare.load().rate(WARM_UP);
            control.load().rate(WARM_UP);
            for (int round = 0; round < ROUNDS; round++) {
                Duration bareCpu = bare.process().cpu();
                double bareRate = bare.load().rate(REQUESTS);
                double bareCost = bare.cpu(bareCpu, REQUESTS);
                Duration cpu = control.process().cpu();
                double rate = control.load().rate(REQUESTS);
                double cost = control.cpu(cpu, REQUESTS);
                print(
                        "  %,7.0f/s, bare %,7.0f/s: %3.0f %%;   processor time %3.0f µs, bare %3.0f µs",
                        rate, bareRate, 100 * rate / bareRate, cost, bareCost);
            }
        }
    }

    private void latency() {
        print("latency at %d/s, Redis", PER_SECOND);
        String namespace = namespace();
        CodefleetClient fleet = connect(namespace());
        try (Server control = Server.start(vertx, uri, namespace)) {
            control.load().rate(WARM_UP);
            HttpLoad.paced(vertx, () -> fleet.submitTask(Task.of(PROMPT)), PER_SECOND, 1000);
            for (int round = 0; round < ROUNDS; round++) {
                Histogram sdk = HttpLoad.paced(vertx, () -> fleet.submitTask(Task.of(PROMPT)), PER_SECOND, 2000);
                Histogram http = HttpLoad.paced(vertx, () -> control.load().post(), PER_SECOND, 2000);
                print(
                        "  POST p50 %.2f p99 %.2f ms, SDK p50 %.2f p99 %.2f ms: p99 %.2f times",
                        at(http, 50), at(http, 99), at(sdk, 50), at(sdk, 99), at(http, 99) / at(sdk, 99));
            }
        }
        Benchmarks.get(fleet.close());
    }

    private static double at(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    private CodefleetClient connect(String namespace) {
        return Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(uri).namespace(namespace)));
    }

    private void watchers() {
        print("a fleet with and without %d watchers by WebSocket, Redis", WATCHERS);
        String namespace = namespace();
        CodefleetClient client = connect(namespace);
        CodefleetClient fleet = connect(namespace);
        Benchmarks.startWorker(fleet, 200);
        try (Server control = Server.start(vertx, uri, namespace)) {
            ClosedLoop loop = new ClosedLoop(client, PROMPT, 200, 1);
            loop.run(WARM_UP);
            for (int round = 0; round < ROUNDS; round++) {
                compare("as fast as it can", control, () -> loop.run(REQUESTS));
            }
            compare("at 200/s", control, () -> {
                long start = System.nanoTime();
                Latency.measure(vertx, client, PROMPT, PER_SECOND, 2000);
                return 2000 * 1e9 / (System.nanoTime() - start);
            });
        }
        Benchmarks.get(fleet.close());
        Benchmarks.get(client.close());
    }

    private void compare(String pace, Server control, DoubleSupplier fleet) {
        Duration before = control.process().cpu();
        long start = System.nanoTime();
        double alone = fleet.getAsDouble();
        double cpuAlone = control.cpu(before, (System.nanoTime() - start) / 1e4);
        try (ChildJvm watchers = ChildJvm.start(
                JavaOptions.DEFAULTS,
                WatcherProcess.class,
                String.valueOf(control.port()),
                control.key(),
                String.valueOf(WATCHERS))) {
            watchers.line();
            Duration cpu = control.process().cpu();
            long bytes = Long.parseLong(watchers.ask(""));
            start = System.nanoTime();
            double watched = fleet.getAsDouble();
            double seconds = (System.nanoTime() - start) / 1e9;
            print(
                    "  %-17s  %,6.0f tasks/s, watched %,6.0f: %3.0f %%;  control plane %3.0f %% of a core, watched "
                            + "%3.0f %%, %,.1f MB/s sent",
                    pace,
                    alone,
                    watched,
                    100 * watched / alone,
                    cpuAlone,
                    control.cpu(cpu, seconds * 1e4),
                    (Long.parseLong(watchers.ask("")) - bytes) / 1e6 / seconds);
        }
    }

    private void idle() {
        try (Server control = Server.start(vertx, uri, namespace())) {
            control.load().rate(10);
            Benchmarks.pass(10);
            double resident = control.process().residentMegabytes();
            double heap = Long.parseLong(control.process().ask("")) / 1e6;
            print("idle control plane: %.0f MB resident, %.0f MB of heap in use", resident, heap);
        }
    }
}
