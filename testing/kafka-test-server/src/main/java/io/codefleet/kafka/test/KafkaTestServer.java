package io.codefleet.kafka.test;

import io.codefleet.testing.FreePort;
import io.codefleet.testing.TestServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A Kafka server, which is a controller too, in a process and a folder of its own. It has a port for clients, and one for operators who
 * may do anything.
 */
public final class KafkaTestServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TestServerProcess process = TestServerProcess.create("kafka", PATIENCE);
    private final Path folder = process.folder();
    private final KafkaTestOptions options;
    private final int port;
    private final int operatorPort = FreePort.find();
    private final int id;
    private final List<Integer> controllerPorts;

    private KafkaTestServer(KafkaTestOptions options, int id, List<Integer> controllerPorts) {
        this.options = options;
        this.id = id;
        this.controllerPorts = controllerPorts;
        this.port = options.port().orElseGet(FreePort::find);
    }

    /** Starts a server without users. */
    public static KafkaTestServer start() {
        return start(KafkaTestOptions.DEFAULTS);
    }

    /** Starts a server with these options. */
    public static KafkaTestServer start(KafkaTestOptions options) {
        KafkaTestServer server = of(options, 1, List.of(FreePort.find()));
        server.run();
        return server;
    }

    /**
     * Creates a server that does not run yet.
     *
     * @param id its number in its cluster, from 1 on
     * @param controllerPorts where the controllers of the cluster listen, by their ids
     */
    static KafkaTestServer of(KafkaTestOptions options, int id, List<Integer> controllerPorts) {
        return new KafkaTestServer(options, id, controllerPorts);
    }

    /** Returns the port for clients. */
    public int port() {
        return port;
    }

    /** Returns the URI for clients without credentials and TLS. */
    public String uri() {
        return "kafka://127.0.0.1:" + port;
    }

    /** Returns the URI for operators. */
    public String operatorUri() {
        return "kafka://127.0.0.1:" + operatorPort;
    }

    /** Returns an admin client with the rights of an operator. */
    public Admin admin() {
        return Admin.create(operator());
    }

    /** Returns the settings of the client library for an operator. */
    public Map<String, Object> operator() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + operatorPort,
                "metric.reporters",
                "",
                "reconnect.backoff.ms",
                100,
                "reconnect.backoff.max.ms",
                200));
    }

    private Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(id));
        all.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, controllerPorts.size())
                        .mapToObj(each -> each + "@127.0.0.1:" + controllerPorts.get(each - 1))
                        .collect(Collectors.joining(",")));
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "OPERATORS");
        all.putAll(listeners());
        all.put("log.dirs", folder.resolve("data").toString());
        all.putAll(smallest());
        all.putAll(options.properties());
        return all;
    }

    private Map<String, String> listeners() {
        String more = options.listeners().keySet().stream()
                .map(listener -> "," + listener)
                .collect(Collectors.joining());
        String protocols = options.listeners().entrySet().stream()
                .map(each -> "," + each.getKey().replaceFirst("://.*", ":") + each.getValue())
                .collect(Collectors.joining());
        return Map.of(
                "listeners",
                "CLIENTS://127.0.0.1:" + port + ",OPERATORS://127.0.0.1:" + operatorPort + ",CONTROLLER://127.0.0.1:"
                        + controllerPorts.get(id - 1) + more,
                "advertised.listeners",
                "CLIENTS://127.0.0.1:" + options.advertised().orElse(port) + ",OPERATORS://127.0.0.1:" + operatorPort
                        + more,
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,OPERATORS:PLAINTEXT,CLIENTS:" + options.protocol() + protocols);
    }

    /** Returns the settings that minimize the resources of a single server. */
    private static Map<String, String> smallest() {
        Map<String, String> all = new HashMap<>();
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", "1");
        }
        for (String topic : List.of("transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".min.isr", "1");
        }
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("log.index.size.max.bytes", "65536");
        all.put("log.deletion.delay.ms", "1000");
        all.put("metric.reporters", "");
        return all;
    }

    /** Starts it again, with what it has stored. */
    public void run() {
        launch();
        awaitReady();
    }

    /** Starts its process, and does not wait until it answers. */
    void launch() {
        try {
            Path config = folder.resolve("server.properties");
            Files.writeString(
                    config,
                    properties().entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                            .collect(Collectors.joining()));
            Path classPath = folder.resolve("class-path");
            Files.writeString(classPath, "-cp \"" + System.getProperty("java.class.path") + "\"\n");
            process.start(command(config, classPath));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder command(Path config, Path classPath) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                // most of the work of a start is to load classes, and those of the build need no verification
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "@" + classPath,
                KafkaServerMain.class.getName(),
                config.toString(),
                folder.resolve("data").toString()));
        command.addAll(options.format());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
    }

    private Path output() {
        return folder.resolve("output.log");
    }

    /** Waits until the server is ready, which is when it names all servers of its cluster to an operator. */
    void awaitReady() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = admin()) {
            while (!answers(admin)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    kill();
                    throw new IllegalStateException("Kafka did not start: " + Files.readString(output()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean answers(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).size() == controllerPorts.size();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.kill();
    }

    /** Ends it as an operator does, also a suspended one. */
    public void stop() {
        process.stop();
    }

    /** Suspends the process. */
    public void pause() {
        process.pause();
    }

    /** Resumes the suspended server. */
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }
}
