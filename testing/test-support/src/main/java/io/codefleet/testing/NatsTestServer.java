package io.codefleet.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@code nats-server} process with a folder of its own. */
public final class NatsTestServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READY = "Server is ready";

    private final Path folder;
    private final int port;
    private final String settings;
    private final Thread shutdownHook = new Thread(this::kill, "nats-test-server-shutdown");
    private @Nullable Process process;

    private NatsTestServer(Path folder, int port, String settings) {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
    }

    /** Starts a server with JetStream and no users. */
    public static NatsTestServer start() {
        return start("jetstream { store_dir: FOLDER, max_file: 2G }");
    }

    /**
     * Starts a server with these settings.
     *
     * @param settings the configuration without the port; FOLDER stands for the folder of its streams
     */
    public static NatsTestServer start(String settings) {
        return start(settings, FreePort.find());
    }

    private static NatsTestServer start(String settings, int port) {
        try {
            NatsTestServer server = new NatsTestServer(Files.createTempDirectory("codefleet-nats-"), port, settings);
            Runtime.getRuntime().addShutdownHook(server.shutdownHook);
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String binary() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(each -> Path.of(each, "nats-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("these tests need nats-server; scripts/install-test-tools gets it"));
    }

    /** Returns the port of the server. */
    public int port() {
        return port;
    }

    /** Returns the URI of the server, without credentials. */
    public String uri() {
        return "nats://127.0.0.1:" + port;
    }

    /** Returns the folder of the server's files. */
    public Path folder() {
        return folder;
    }

    /** Starts it again, with what it has stored. */
    public void run() {
        try {
            Path config = folder.resolve("nats.conf");
            Path output = folder.resolve("output.log");
            Files.writeString(
                    config,
                    "listen: \"127.0.0.1:" + port + "\"\n" + settings.replace("FOLDER", "\"" + folder + "/store\"")
                            + "\n");
            Process started = new ProcessBuilder(binary(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                    .start();
            process = started;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!Files.readString(output).contains(READY)) {
                if (started.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    kill();
                    throw new IllegalStateException("nats-server did not start: " + Files.readString(output));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
        Process running = process;
        if (running != null && running.isAlive()) {
            resume();
        }
        kill();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
