package io.codefleet.broker.rabbitmq;

import io.codefleet.redis.test.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of its own in a temporary folder, with ports that the system hands out to nobody else, an own cookie and an own epmd on the
 * loopback address. Each test that needs no server for itself uses the shared one, which ends with the JVM.
 */
final class RabbitServer implements AutoCloseable {
    /** May do all in virtual host {@code /}. */
    static final String ADMIN = "admin";
    /** Has the rights that the guide gives for all namespaces. */
    static final String FLEET = "fleet";
    /** Has the rights that the guide gives for the namespace {@code team}. */
    static final String TEAM = "team";
    /** Has no rights in any virtual host. */
    static final String STRANGER = "stranger";

    static final String PASSWORD = "p@ss:word";

    /** Where Debian has the programs that do not change the user; elsewhere those on the path do not. */
    private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 30_000;
    private static final int PATIENCE_SECONDS = 120;
    private static @Nullable RabbitServer shared;
    private static int nextPort = FIRST_PORT + (int) (ProcessHandle.current().pid() % 997) * 10;

    private final Path folder;
    private final int port;
    private final int distributionPort;
    private final int epmdPort;
    private final int tlsPort;
    private final TestCertificates certificates;
    private final String node;
    private @Nullable Process process;

    private RabbitServer(Path folder, List<String> settings) throws IOException {
        this.folder = folder;
        this.port = freePort();
        this.distributionPort = freePort();
        this.epmdPort = freePort();
        this.tlsPort = freePort();
        this.certificates = TestCertificates.in(folder);
        this.node = "codefleet" + port + "@localhost";
        List<String> config = new ArrayList<>(List.of(
                "listeners.tcp.1 = 127.0.0.1:" + port,
                "listeners.ssl.1 = 127.0.0.1:" + tlsPort,
                "ssl_options.cacertfile = " + certificates.ca(),
                "ssl_options.certfile = " + certificates.certificate("server"),
                "ssl_options.keyfile = " + certificates.key("server"),
                "loopback_users = none",
                "disk_free_limit.absolute = 50MB",
                "load_definitions = " + folder.resolve("definitions.json")));
        config.addAll(settings);
        Files.write(folder.resolve("rabbitmq.conf"), config);
        Files.writeString(folder.resolve("plugins"), "[].");
        Files.writeString(folder.resolve("definitions.json"), definitions());
    }

    /** Starts the one that tests share. */
    static synchronized RabbitServer shared() {
        if (shared == null) {
            RabbitServer started = start(List.of());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    static RabbitServer start(List<String> settings) {
        try {
            RabbitServer server = new RabbitServer(Files.createTempDirectory("rabbitmq"), settings);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized int freePort() throws IOException {
        while (true) {
            int candidate = nextPort++;
            if (nextPort >= LAST_PORT) {
                nextPort = FIRST_PORT;
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), candidate));
                return candidate;
            } catch (IOException taken) {
                continue;
            }
        }
    }

    private static String definitions() {
        return "{\"vhosts\":[{\"name\":\"/\"}],\"users\":["
                + Stream.of(ADMIN, FLEET, TEAM, STRANGER)
                        .map(name -> "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\",\"tags\":\"\"}")
                        .reduce((one, two) -> one + "," + two)
                        .orElseThrow()
                + "],\"permissions\":["
                + permission(ADMIN, ".*") + "," + permission(FLEET, "^codefleet:") + ","
                + permission(TEAM, "^codefleet:team:") + "]}";
    }

    private static String permission(String user, String pattern) {
        return "{\"user\":\"" + user + "\",\"vhost\":\"/\",\"configure\":\"" + pattern + "\",\"write\":\"" + pattern
                + "\",\"read\":\"" + pattern + "\"}";
    }

    int port() {
        return port;
    }

    /** The URI for a user. */
    String uri(String user) {
        return "amqp://" + user + ":p%40ss:word@127.0.0.1:" + port;
    }

    /** The URI for a user by TLS, without the authority that has signed the server's certificate. */
    String tlsUri(String user) {
        return "amqps://" + user + ":p%40ss:word@127.0.0.1:" + tlsPort;
    }

    /** The authority that has signed the server's certificate. */
    Path ca() {
        return certificates.ca();
    }

    private ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String none = folder.resolve("none").toString();
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "RABBITMQ_NODENAME", node,
                        "RABBITMQ_DIST_PORT", Integer.toString(distributionPort),
                        "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString(),
                        "RABBITMQ_LOGS", "-",
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("plugins").toString(),
                        "RABBITMQ_CONF_ENV_FILE", none));
        builder.environment()
                .putAll(Map.of(
                        "ERL_EPMD_ADDRESS",
                        "127.0.0.1",
                        "ERL_EPMD_PORT",
                        Integer.toString(epmdPort),
                        "RABBITMQ_LOG_BASE",
                        folder.resolve("log").toString(),
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-setcookie " + cookie() + " -kernel inet_dist_use_interface {127,0,0,1}"));
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

    /** Starts the server and waits until it says that it is ready. */
    void start() {
        try {
            Path output = folder.resolve("output-" + System.nanoTime());
            process = command(List.of(program("rabbitmq-server")))
                    .redirectOutput(output.toFile())
                    .start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!Files.readString(output).contains("Server startup complete")) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String said = Files.readString(output);
                    close();
                    throw new IllegalStateException("RabbitMQ did not start; it said:\n" + said);
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "rabbitmq-server is needed by these tests; scripts/install-test-tools gets it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it without a warning. */
    void kill() {
        end(true);
    }

    /** Stops it and waits until it has ended. */
    void stop() {
        end(false);
    }

    private void end(boolean isForced) {
        Process current = process;
        if (current == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(current.descendants().toList());
        all.add(current.toHandle());
        all.removeIf(each -> each.info().command().orElse("").endsWith("epmd"));
        all.forEach(each -> {
            if (isForced) {
                each.destroyForcibly();
            } else {
                each.destroy();
            }
        });
        all.forEach(each ->
                each.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        process = null;
    }

    /** Runs a command of {@code rabbitmqctl}. */
    void control(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("rabbitmqctl"), "--erlang-cookie", cookie()));
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) {
        try {
            Process run = command(command).start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " said:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it with its epmd and deletes what it has stored. */
    @Override
    public void close() {
        stop();
        run(List.of("epmd", "-port", Integer.toString(epmdPort), "-kill"));
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
