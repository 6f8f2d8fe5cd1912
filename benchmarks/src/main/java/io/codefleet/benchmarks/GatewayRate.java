package io.codefleet.benchmarks;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Submit → no-op handler → outcome through a gateway, compared with direct connections to the same broker in the same run. The control
 * plane is a process of its own and leads a broker in a folder; client and worker are in this process.
 *
 * <p>Arguments: nothing, or how many tasks a round has.
 */
public final class GatewayRate {
    private static final String PROMPT = "x".repeat(512);
    private static final int TASKS = 50_000;
    private static final int WINDOW = 5_000;
    private static final int ROUNDS = 3;
    private static final RateLimit MUCH = new RateLimit(10_000, 10_000);
    private static final String SERVE = "serve";

    private final Vertx vertx = Vertx.vertx();

    private GatewayRate() {}

    /** Runs the benchmark, or with {@code serve FOLDER} its control plane. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 1 && arguments[0].equals(SERVE)) {
            serve(Path.of(arguments[1]));
            return;
        }
        int tasks = arguments.length == 0 ? TASKS : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("gateway-rate");
        Process control = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayRate.class.getName(),
                        SERVE,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = control.inputReader(StandardCharsets.UTF_8)) {
            new GatewayRate()
                    .compare(folder, Objects.requireNonNull(said.readLine(), "the control plane ended"), tasks);
        } finally {
            control.destroyForcibly();
        }
    }

    private static String broker(Path folder) {
        return folder.resolve("fleet").toUri().toString();
    }

    private static void serve(Path folder) throws IOException {
        Vertx vertx = Vertx.vertx();
        CodefleetClient fleet = Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(broker(folder))));
        ControlServer control = ControlServer.on(
                vertx,
                fleet,
                ControlOptions.builder().keyRate(MUCH).addressRate(MUCH).build());
        for (Role role : new Role[] {Role.OPERATOR, Role.WORKER}) {
            String key = Benchmarks.get(control.keys().issue(role.code(), role, Optional.empty()))
                    .token();
            Files.writeString(folder.resolve(role.code()), key);
        }
        System.out.println(Benchmarks.get(control.listen(0)));
    }

    private void compare(Path folder, String port, int tasks) {
        String gateway = "http://127.0.0.1:" + port + "?keyFile=" + folder + "/";
        String direct = broker(folder) + "?lead=false";
        double bestDirect = 0;
        double bestGateway = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            double ofDirect = rate(direct, direct, tasks);
            double ofGateway = rate(gateway + Role.OPERATOR.code(), gateway + Role.WORKER.code(), tasks);
            print("  round %d: direct %,.0f tasks/s, gateway %,.0f tasks/s", round, ofDirect, ofGateway);
            // The first round warms up.
            bestDirect = round == 0 ? 0 : Math.max(bestDirect, ofDirect);
            bestGateway = round == 0 ? 0 : Math.max(bestGateway, ofGateway);
        }
        print("one task a call, %d between submit and outcome, best of %d", WINDOW, ROUNDS);
        print("  direct                   %,10.0f tasks/s", bestDirect);
        print(
                "  gateway                  %,10.0f tasks/s; %.0f %% of direct",
                bestGateway, 100 * bestGateway / bestDirect);
        latency("direct", direct, direct);
        latency("gateway", gateway + Role.OPERATOR.code(), gateway + Role.WORKER.code());
        Benchmarks.get(vertx.close());
    }

    private CodefleetClient connect(String uri) {
        return Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(uri)));
    }

    private CodefleetClient startWorker(String uri) {
        CodefleetClient fleet = connect(uri);
        Benchmarks.get(fleet.worker(WorkerOptions.create().concurrency(200))
                .handleAny(attempt -> Future.succeededFuture(TaskResult.EMPTY))
                .start());
        return fleet;
    }

    private double rate(String clientUri, String workerUri, int tasks) {
        CodefleetClient worker = startWorker(workerUri);
        CodefleetClient client = connect(clientUri);
        double rate = new ClosedLoop(client, PROMPT, WINDOW, 1).run(tasks);
        Benchmarks.get(worker.close());
        Benchmarks.get(client.close());
        return rate;
    }

    private void latency(String name, String clientUri, String workerUri) {
        CodefleetClient worker = startWorker(workerUri);
        CodefleetClient client = connect(clientUri);
        Latency.measure(vertx, client, PROMPT, 200, 400);
        Histogram micros = Latency.measure(vertx, client, PROMPT, 200, 2000);
        print(
                "  %-8s at 200/s        p50 %.2f ms, p99 %.2f ms",
                name, micros.getValueAtPercentile(50) / 1000.0, micros.getValueAtPercentile(99) / 1000.0);
        Benchmarks.get(worker.close());
        Benchmarks.get(client.close());
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
