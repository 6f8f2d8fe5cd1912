package io.codefleet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Process of a server that a test starts, and a folder of its own. It can be started again after its end. Process and folder end
 * with the JVM at the latest.
 */
public final class TestServerProcess implements AutoCloseable {
    private final String name;
    private final Duration limit;
    private final Function<Process, Stream<ProcessHandle>> members;
    private final Runnable afterEnd;
    private final Path folder;
    private final Thread shutdownHook;
    /** Volatile for the shutdown hook, which cannot wait for a lock that a test holds. */
    private volatile @Nullable Process process;

    private volatile boolean isSuspended;

    private TestServerProcess(
            String name, Duration limit, Function<Process, Stream<ProcessHandle>> members, Runnable afterEnd) {
        this.name = name;
        this.limit = limit;
        this.members = members;
        this.afterEnd = afterEnd;
        this.shutdownHook = new Thread(this::end, name + "-test-server-shutdown");
        try {
            this.folder = Files.createTempDirectory("codefleet-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder for " + name, e);
        }
    }

    /**
     * Creates a server that consists of one process, which does not run yet.
     *
     * @param name the name of its program, for the folder and messages
     * @param limit how long its end may take
     */
    public static TestServerProcess create(String name, Duration limit) {
        return create(name, limit, process -> Stream.of(process.toHandle()), () -> {});
    }

    /**
     * Creates a server that consists of several processes, and does not run yet.
     *
     * @param members finds the processes by the one that was started
     * @param afterEnd ends what outlives the processes; called before the folder is deleted
     */
    public static TestServerProcess create(
            String name, Duration limit, Function<Process, Stream<ProcessHandle>> members, Runnable afterEnd) {
        TestServerProcess server = new TestServerProcess(name, limit, members, afterEnd);
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
        return server;
    }

    /** Returns the folder of the server's files. */
    public Path folder() {
        return folder;
    }

    /** Starts the process. Its output and whether it is ready are for the caller to watch. */
    public Process start(ProcessBuilder command) throws IOException {
        Process started = command.start();
        isSuspended = false;
        process = started;
        return started;
    }

    /** Returns whether the process runs, suspended or not. */
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Ends the server as {@code kill -9} does, also a suspended one. */
    public void kill() {
        List<ProcessHandle> all = running();
        all.forEach(ProcessHandle::destroyForcibly);
        if (!awaitEnd(all)) {
            throw new IllegalStateException(name + " did not end when it was killed");
        }
    }

    /**
     * Ends the server as an operator does, also a suspended one, which is resumed first.
     *
     * @throws IllegalStateException if it had to be killed, as it did not end within the limit
     */
    public void stop() {
        if (isAlive() && isSuspended) {
            resume();
        }
        List<ProcessHandle> all = running();
        all.forEach(ProcessHandle::destroy);
        if (!awaitEnd(all)) {
            kill();
            throw new IllegalStateException(name + " did not end when it was asked to");
        }
    }

    /** Suspends the server: its connections stay open, and nobody answers. */
    public void pause() {
        signal("-STOP");
        isSuspended = true;
    }

    /** Resumes the suspended server. */
    public void resume() {
        signal("-CONT");
        isSuspended = false;
    }

    private void signal(String signal) {
        if (!isAlive()) {
            throw new IllegalStateException(name + " does not run, so it cannot be sent " + signal);
        }
        // A helper of the server that ends meanwhile fails the command, though all others get the signal.
        boolean isSent = send(signal, running());
        if (!isSent) {
            isSent = send(signal, running());
        }
        if (!isSent) {
            throw new IllegalStateException(name + " could not be sent " + signal);
        }
    }

    private boolean send(String signal, List<ProcessHandle> receivers) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        receivers.forEach(each -> command.add(Long.toString(each.pid())));
        try {
            Process sent = new ProcessBuilder(command).inheritIO().start();
            return sent.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && sent.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run kill " + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<ProcessHandle> running() {
        Process current = process;
        return current == null || !current.isAlive()
                ? List.of()
                : members.apply(current).toList();
    }

    private boolean awaitEnd(List<ProcessHandle> all) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (ProcessHandle each : all) {
                each.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            // A handle may know of the end a little earlier than the process.
            Process current = process;
            return current == null || current.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the end of " + name, e);
        }
    }

    /** Kills the server and deletes its folder. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, and its hook does the same again.
        }
    }

    private void end() {
        kill();
        afterEnd.run();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }
}
