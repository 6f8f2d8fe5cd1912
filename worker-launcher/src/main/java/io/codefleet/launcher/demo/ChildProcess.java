package io.codefleet.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that the demo started, which ends with the demo. Its methods block. */
public final class ChildProcess implements AutoCloseable {
    private static final int KEPT_LINES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final Thread killer;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.killer = new Thread(process::destroy, "codefleet-end-" + name);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /**
     * Starts a process.
     *
     * @param name how to call it
     * @param readyWords what it prints once it is ready
     * @throws IOException if the program is not there
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, String readyWords) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        ChildProcess child = new ChildProcess(name, builder.start());
        Thread reader = new Thread(() -> child.read(readyWords), "codefleet-read-" + name);
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read(String readyWords) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.contains(readyWords)) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IOException(name + " ended; it said: " + output()));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private synchronized void keep(String line) {
        lastLines.add(line);
        if (lastLines.size() > KEPT_LINES) {
            lastLines.remove();
        }
    }

    private synchronized String output() {
        return String.join(" | ", lastLines);
    }

    /** Completes when it is ready, or with an error when it ends before. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Asks it to stop, and kills it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException shuttingDown) {
            // the hook has run or is about to
        }
    }
}
