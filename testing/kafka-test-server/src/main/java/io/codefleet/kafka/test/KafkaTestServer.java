package io.codefleet.kafka.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka server, which is a controller too, in a process and a folder of its own. It has a port for clients, and one for operators who
 * may do anything.
 */
public final class KafkaTestServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Ports from 32768 on are those of outgoing connections, and one could connect to itself. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;

    private final Path folder;
    private final KafkaTestOptions options;
    private final int port;
    private final int operatorPort = freePort();
    private final int id;
    private final List<Integer> controllerPorts;
    private final Thread shutdownHook = new Thread(this::end, "kafka-test-server-shutdown");
    private @Nullable Process process;

    private KafkaTestServer(Path folder, KafkaTestOptions options, int id, List<Integer> controllerPorts) {
        this.folder = folder;
        this.options = options;
        this.id = id;
        this.controllerPorts = controllerPorts;
        this.port = options.port().orElseGet(KafkaTestServer::freePort);
    }

    /** Starts a server without users. */
    public static KafkaTestServer start() {
        return start(KafkaTestOptions.DEFAULTS);
    }

    /** Starts a server with these options. */
    public static KafkaTestServer start(KafkaTestOptions options) {
        KafkaTestServer server = of(options, 1, List.of(freePort()));
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
        try {
            KafkaTestServer server =
                    new KafkaTestServer(Files.createTempDirectory("codefleet-kafka-"), options, id, controllerPorts);
            Runtime.getRuntime().addShutdownHook(server.shutdownHook);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port that is free now. */
    public static int freePort() {
        @Nullable IOException lastRefusal = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                lastRefusal = e;
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST_PORT + " to " + LAST_PORT, lastRefusal);
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
        all.put(
                "listeners",
                "CLIENTS://127.0.0.1:" + port + ",OPERATORS://127.0.0.1:" + operatorPort + ",CONTROLLER://127.0.0.1:"
                        + controllerPorts.get(id - 1));
        all.put(
                "advertised.listeners",
                "CLIENTS://127.0.0.1:" + options.advertised().orElse(port) + ",OPERATORS://127.0.0.1:" + operatorPort);
        all.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,OPERATORS:PLAINTEXT,CLIENTS:" + options.protocol());
        all.put("log.dirs", folder.resolve("data").toString());
        all.putAll(smallest());
        all.putAll(options.properties());
        return all;
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
            process = start(config, classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(Path config, Path classPath) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "@" + classPath,
                        KafkaServerMain.class.getName(),
                        config.toString(),
                        folder.resolve("data").toString(),
                        options.release())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    private Path output() {
        return folder.resolve("output.log");
    }

    /** Waits until the server is ready, which is when it names all servers of its cluster to an operator. */
    void awaitReady() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = admin()) {
            while (!answers(admin)) {
                Process started = process;
                if (started == null || !started.isAlive() || System.nanoTime() > end) {
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

    /** Ends it as kill -9 does. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    /** Ends it as an operator does. */
    public void stop() {
        Process running = process;
        if (running != null) {
            running.destroy();
            await(running);
        }
    }

    /** Stops it in its tracks. */
    public void pause() {
        signal("-STOP");
    }

    /** Continues a frozen server. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the server does not run");
        }
        try {
            await(new ProcessBuilder("kill", signal, Long.toString(running.pid())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a process did not end: " + process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }

    private void end() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
