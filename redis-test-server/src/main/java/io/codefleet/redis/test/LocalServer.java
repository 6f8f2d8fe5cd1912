package io.codefleet.redis.test;

import io.codefleet.testing.TestServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    private final TestServerProcess process = TestServerProcess.create("redis", STOP_LIMIT);
    private final Path folder = process.folder();
    private int port;

    private LocalServer(String binary, RedisTestOptions options) {
        this.binary = binary;
        this.options = options;
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
        process.kill();
    }

    @Override
    public synchronized void restart() {
        stop();
        launch();
    }

    @Override
    public synchronized void pause() {
        process.pause();
    }

    @Override
    public synchronized void resume() {
        process.resume();
    }

    @Override
    public synchronized void stop() {
        process.stop();
    }

    @Override
    public synchronized void close() {
        // A child that saves the data of a killed server may still write into the folder.
        try {
            process.close();
        } catch (UncheckedIOException e) {
            log.warn("Cannot delete {}", folder, e);
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
            started = process.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
        if (!Probe.awaitAnswer(HOST, port, options.tls().isPresent(), started::isAlive)) {
            process.kill();
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

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }
}
