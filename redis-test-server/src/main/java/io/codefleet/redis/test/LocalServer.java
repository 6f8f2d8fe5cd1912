package io.codefleet.redis.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@code redis-server} process of this machine. */
final class LocalServer implements RedisTestServer {

    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);
    private static final String HOST = "127.0.0.1";
    private static final List<String> BINARIES = List.of("redis-server", "valkey-server");
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    /** A free port can be taken before the server binds it. */
    private static final int PORT_ATTEMPTS = 5;

    private final String binary;
    private final RedisTestOptions options;
    private final Path folder;
    private final Thread shutdownHook = new Thread(this::endWithJvm, "redis-test-server-shutdown");
    private int port;
    /** Volatile for the shutdown hook, which cannot wait for a lock that a test holds. */
    private volatile @Nullable Process process;

    private LocalServer(String binary, RedisTestOptions options) {
        this.binary = binary;
        this.options = options;
        try {
            this.folder = Files.createTempDirectory("codefleet-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for " + binary, e);
        }
    }

    static Optional<String> binaryOnPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return BINARIES.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /**
     * Starts a server as a local process even if other kinds are available, as servers that have to know each other
     * require.
     */
    static LocalServer start(RedisTestOptions options) {
        return start(
                binaryOnPath()
                        .orElseThrow(() -> new IllegalStateException(
                                "This test starts several servers: put redis-server on the PATH"
                                        + " (apt-get install redis-server, brew install redis).")),
                options);
    }

    static LocalServer start(String binary, RedisTestOptions options) {
        LocalServer server = new LocalServer(binary, options);
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
        try {
            server.startOnFreePort();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        log.debug("Started {} at {}", binary, server.uri());
        return server;
    }

    @Override
    public synchronized String uri() {
        return options.uri(HOST, port);
    }

    @Override
    public synchronized int port() {
        return port;
    }

    @Override
    public boolean canBreak() {
        return true;
    }

    @Override
    public synchronized void kill() {
        die();
    }

    @Override
    public synchronized void restart() {
        stop();
        launch();
    }

    @Override
    public synchronized void pause() {
        signal("-STOP");
    }

    @Override
    public synchronized void resume() {
        signal("-CONT");
    }

    @Override
    public synchronized void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        // a frozen server would not hear SIGTERM
        send("-CONT", running);
        running.destroy();
        if (!ended(running, STOP_LIMIT)) {
            die();
        }
        process = null;
    }

    @Override
    public synchronized void close() {
        stop();
        deleteFolder();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            log.trace("The JVM is shutting down, its hook runs", e);
        }
    }

    private void startOnFreePort() {
        for (int attempt = 1; ; attempt++) {
            port = Probe.freePort(HOST);
            try {
                launch();
                return;
            } catch (IllegalStateException e) {
                if (attempt == PORT_ATTEMPTS || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private void launch() {
        List<String> command = new ArrayList<>();
        command.add(binary);
        options.config().ifPresent(content -> command.add(configFile(content)));
        command.addAll(options.serverArguments(port, HOST, options.tls()));
        command.addAll(List.of("--dir", folder.toString(), "--daemonize", "no"));
        File output = folder.resolve("output.log").toFile();
        Process started;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output));
        options.clock().ifPresent(clock -> builder.environment().putAll(clock.environment()));
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
        process = started;
        if (!Probe.awaitAnswer(HOST, port, options.tls().isPresent(), started::isAlive)) {
            die();
            throw new IllegalStateException(
                    binary + " did not come up on port " + port + "; it said:\n" + read(output.toPath()));
        }
    }

    /** Writes the configuration file once, as a Sentinel stores its own state there. */
    private String configFile(String content) {
        Path file = folder.resolve("redis.conf");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return file.toString();
    }

    private void die() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            ended(running, STOP_LIMIT);
            process = null;
        }
    }

    private void endWithJvm() {
        die();
        deleteFolder();
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null || !send(signal, running)) {
            throw new IllegalStateException("The server does not run, so it cannot be sent " + signal);
        }
    }

    private static boolean send(String signal, Process to) {
        try {
            Process sent = new ProcessBuilder("kill", signal, Long.toString(to.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return ended(sent, STOP_LIMIT) && sent.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run kill " + signal, e);
        }
    }

    private static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("Interrupted while waiting for " + process, e);
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }

    private void deleteFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("Cannot delete {}", folder, e);
        }
    }
}
