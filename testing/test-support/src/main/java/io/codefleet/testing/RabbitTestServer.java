package io.codefleet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@code rabbitmq-server} process with a folder, a cookie and an epmd of its own, all on the loopback address. */
public final class RabbitTestServer implements AutoCloseable {
    /** The password of each user. */
    public static final String PASSWORD = "p@ss:word";

    /** The schedulers of Erlang otherwise spin before they sleep, which takes the processor from the tests. */
    private static final String SLEEP_WHEN_IDLE = "+sbwt none +sbwtdcpu none +sbwtdio none";

    private static final String ENCODED_PASSWORD = "p%40ss:word";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String READY = "Server startup complete";
    /** Where Debian has the programs that do not change the user; elsewhere those on the path do not. */
    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");

    private final TestServerProcess process =
            TestServerProcess.create("rabbitmq", PATIENCE, RabbitTestServer::members, this::endPortMapper);
    private final Path folder = process.folder();
    private final int port = FreePort.find();
    private final int distributionPort = FreePort.find();
    private final int epmdPort = FreePort.find();
    private final String node = "codefleet" + port + "@localhost";

    private RabbitTestServer() {}

    /**
     * Starts a server with these users in the virtual host {@code /}.
     *
     * @param settings lines of its configuration
     * @param users the names, each with the pattern for configure, write and read; an empty pattern gives no rights
     */
    public static RabbitTestServer start(List<String> settings, Map<String, String> users) {
        try {
            RabbitTestServer server = new RabbitTestServer();
            server.configure(settings, users);
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure(List<String> settings, Map<String, String> users) throws IOException {
        List<String> config = new ArrayList<>(List.of(
                "listeners.tcp.1 = 127.0.0.1:" + port,
                "loopback_users = none",
                "disk_free_limit.absolute = 50MB",
                "load_definitions = " + folder.resolve("definitions.json")));
        config.addAll(settings);
        Files.write(folder.resolve("rabbitmq.conf"), config);
        Files.writeString(folder.resolve("plugins"), "[].");
        Files.writeString(folder.resolve("definitions.json"), definitions(users));
    }

    private static String definitions(Map<String, String> users) {
        String logins = users.keySet().stream()
                .map(name -> "{\"name\":\"%s\",\"password\":\"%s\",\"tags\":\"\"}".formatted(name, PASSWORD))
                .collect(Collectors.joining(","));
        String permissions = users.entrySet().stream()
                .filter(user -> !user.getValue().isEmpty())
                .map(user ->
                        "{\"user\":\"%1$s\",\"vhost\":\"/\",\"configure\":\"%2$s\",\"write\":\"%2$s\",\"read\":\"%2$s\"}"
                                .formatted(user.getKey(), user.getValue()))
                .collect(Collectors.joining(","));
        return "{\"vhosts\":[{\"name\":\"/\"}],\"users\":[" + logins + "],\"permissions\":[" + permissions + "]}";
    }

    /** Returns the port of the server. */
    public int port() {
        return port;
    }

    /** Returns the URI of the server for a user. */
    public String uri(String user) {
        return uri(user, port);
    }

    /** Returns the URI of the server behind a proxy, for a user. */
    public static String uri(String user, int port) {
        return "amqp://" + user + ":" + ENCODED_PASSWORD + "@127.0.0.1:" + port;
    }

    /** Returns the URI of the server with TLS, for a user; the settings name the port. */
    public static String tlsUri(String user, int port) {
        return "amqps://" + user + ":" + ENCODED_PASSWORD + "@127.0.0.1:" + port;
    }

    private ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "RABBITMQ_NODENAME", node,
                        "RABBITMQ_DIST_PORT", Integer.toString(distributionPort),
                        "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString(),
                        "RABBITMQ_LOGS", "-",
                        "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("plugins").toString(),
                        "RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()));
        builder.environment()
                .putAll(Map.of(
                        "ERL_EPMD_ADDRESS",
                        "127.0.0.1",
                        "ERL_EPMD_PORT",
                        Integer.toString(epmdPort),
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-setcookie " + cookie() + " -kernel inet_dist_use_interface {127,0,0,1} " + SLEEP_WHEN_IDLE));
        return builder;
    }

    private static String program(String name) {
        Path own = PROGRAMS.resolve(name);
        return Files.isExecutable(own) ? own.toString() : name;
    }

    private String cookie() {
        return UUID.nameUUIDFromBytes(folder.toString().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** Starts it again, with what it has stored, and waits until it says that it is ready. */
    public void run() {
        try {
            Path output = folder.resolve("output-" + System.nanoTime());
            Process started =
                    process.start(command(List.of(program("rabbitmq-server"))).redirectOutput(output.toFile()));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!Files.readString(output).contains(READY)) {
                if (started.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    process.kill();
                    throw new IllegalStateException("rabbitmq-server did not start: " + Files.readString(output));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("these tests need rabbitmq-server; scripts/install-test-tools gets it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Ends it as kill -9 does. A server that ends in the first seconds of its first stream never finds its streams again (seen with
     * 3.10.8), so this waits until it has stored that there are some.
     */
    public void kill() {
        awaitStreams();
        process.kill();
    }

    /** Ends it as an operator does, also a suspended one. */
    public void stop() {
        process.stop();
    }

    /** Suspends the processes of the server. */
    public void pause() {
        process.pause();
    }

    /** Resumes the suspended server. */
    public void resume() {
        process.resume();
    }

    /** Returns the processes of the server except epmd, which outlives it. */
    private static Stream<ProcessHandle> members(Process server) {
        return Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                .filter(each -> !each.info().command().orElse("").endsWith("epmd"));
    }

    private void awaitStreams() {
        Path data = folder.resolve("mnesia").resolve(node);
        if (!Files.exists(data.resolve("stream"))) {
            return;
        }
        Path names = data.resolve("coordination").resolve(node).resolve("names.dets");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!Files.readString(names, StandardCharsets.ISO_8859_1).contains("rabbit_stream_coordinator")) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("rabbitmq-server did not store the names of its streams");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a command of {@code rabbitmqctl}. */
    public void control(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("rabbitmqctl"), "--erlang-cookie", cookie()));
        command.addAll(List.of(arguments));
        say(command(command));
    }

    private static void say(ProcessBuilder command) {
        try {
            Process run = command.start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command.command()) + " said:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void endPortMapper() {
        say(command(List.of("epmd", "-port", Integer.toString(epmdPort), "-kill")));
    }

    /** Ends it with its epmd and deletes what it has stored. */
    @Override
    public void close() {
        process.close();
    }
}
