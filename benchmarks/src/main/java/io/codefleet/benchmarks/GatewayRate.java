package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Submit → no-op handler → outcome through a gateway, compared with direct connections to the same broker in the same run. Client,
 * worker and control plane are processes of their own; the control plane leads a broker in a folder.
 *
 * <p>Arguments: nothing, or how many tasks a round has.
 */
public final class GatewayRate {
    private static final int TASKS = 50_000;
    private static final int WINDOW = 5_000;
    private static final int ROUNDS = 3;
    private static final RateLimit MUCH = new RateLimit(10_000, 10_000);
    private static final String SERVE = "serve";

    private final ChildJvm client;
    private final ChildJvm worker;

    private GatewayRate(ChildJvm client, ChildJvm worker) {
        this.client = client;
        this.worker = worker;
    }

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
        try (BufferedReader said = control.inputReader(StandardCharsets.UTF_8);
                ChildJvm client = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class);
                ChildJvm worker = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class)) {
            new GatewayRate(client, worker)
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
    }

    private void open(String clientUri, String workerUri) {
        client.ask("close");
        worker.ask("connect " + workerUri + " " + CodefleetOptions.DEFAULT_NAMESPACE);
        worker.ask("work 200");
        client.ask("connect " + clientUri + " " + CodefleetOptions.DEFAULT_NAMESPACE);
    }

    private double rate(String clientUri, String workerUri, int tasks) {
        open(clientUri, workerUri);
        return Double.parseDouble(client.ask("rate " + WINDOW + " 1 " + tasks));
    }

    private void latency(String name, String clientUri, String workerUri) {
        open(clientUri, workerUri);
        client.ask("latency 200 400");
        String[] both = client.ask("latency 200 2000").split(" ", -1);
        print("  %-8s at 200/s        p50 %s ms, p99 %s ms", name, both[0], both[1]);
    }
}
