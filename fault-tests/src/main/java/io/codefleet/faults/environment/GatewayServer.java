package io.codefleet.faults.environment;

import io.codefleet.control.auth.Role;
import io.codefleet.faults.process.GatewayMain;
import io.codefleet.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process of the control planes of a run. */
final class GatewayServer implements ServerControl, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final String broker;
    private final int port = FreePort.find();
    private int starts;
    private @Nullable JavaProcess process;

    GatewayServer(Path folder, String broker) {
        this.folder = folder;
        this.broker = broker;
    }

    int port() {
        return port;
    }

    String uri(int proxied, String namespace, Role role) {
        return "http://127.0.0.1:" + proxied + "/" + namespace + "?keyFile="
                + GatewayMain.keyFile(folder, namespace, role).toAbsolutePath();
    }

    void start() {
        List<String> arguments = new ArrayList<>(
                List.of(Integer.toString(port), broker, folder.toAbsolutePath().toString()));
        arguments.addAll(TestEnvironment.NAMESPACES);
        Path log = folder.resolve("gateway-" + ++starts + ".log");
        JavaProcess started = JavaProcess.start(GatewayMain.class, arguments, Map.of(), log);
        process = started;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!read(log).contains(GatewayMain.READY)) {
            if (started.awaitEnd(Duration.ofMillis(20)) || System.nanoTime() > end) {
                throw new IllegalStateException("the gateway did not start: " + read(log));
            }
        }
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        JavaProcess running = process;
        if (running != null) {
            running.kill();
            running.awaitEnd(PATIENCE);
        }
    }

    @Override
    public void restart() {
        JavaProcess running = process;
        if (running != null && running.isAlive()) {
            running.terminate();
            running.awaitEnd(PATIENCE);
        }
        start();
    }

    @Override
    public void pause() {
        JavaProcess running = process;
        if (running != null) {
            running.freeze();
        }
    }

    @Override
    public void resume() {
        JavaProcess running = process;
        if (running != null) {
            running.thaw();
        }
    }

    @Override
    public void close() {
        resume();
        kill();
    }
}
