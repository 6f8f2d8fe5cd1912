package io.codefleet.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code nats-server} process with a folder of its own. */
public final class NatsTestServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READY = "Server is ready";

    private final TestServerProcess process = TestServerProcess.create("nats", PATIENCE);
    private final int port;
    private final String settings;

    private NatsTestServer(int port, String settings) {
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
        NatsTestServer server = new NatsTestServer(port, settings);
        server.run();
        return server;
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
        return process.folder();
    }

    /** Starts it again, with what it has stored. */
    public void run() {
        try {
            Path folder = process.folder();
            Path config = folder.resolve("nats.conf");
            Path output = folder.resolve("output.log");
            Files.writeString(
                    config,
                    "listen: \"127.0.0.1:" + port + "\"\n" + settings.replace("FOLDER", "\"" + folder + "/store\"")
                            + "\n");
            Process started = process.start(new ProcessBuilder(binary(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(output.toFile())));
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
