package io.codefleet.agent.workspace.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a program and reads what it prints as it comes, no more of it than is wanted. Blocks. */
public final class CommandRun {
    private static final int MAX_ERRORS = 64 << 10;
    private static final int BUFFER = 16 << 10;
    /** What a program has started may hold its streams open. */
    private static final Duration AFTER_END = Duration.ofSeconds(10);

    private static final Duration WATCH_EVERY = Duration.ofSeconds(2);

    private final Process process;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> sinkFault = new AtomicReference<>();

    /** Takes what a program prints. What it throws ends the program and is the cause of the failure of the run. */
    public interface Sink {
        /**
         * Receives a part of the output.
         *
         * @return whether more is wanted; if not, the program is ended
         */
        boolean take(byte[] bytes, int length);
    }

    /**
     * Exit of a program.
     *
     * @param code its exit code
     * @param tooLong whether it was ended as it took too long
     * @param stopped whether it was ended as no more was wanted
     * @param errors the beginning of what it complained of
     */
    public record CommandExit(int code, boolean tooLong, boolean stopped, String errors) {}

    private CommandRun(Process process) {
        this.process = process;
    }

    /** Looks now and then whether a program may go on. */
    public interface Watch {
        /**
         * Checks that the command succeeded.
         *
         * @throws IOException if not
         */
        void check() throws IOException;
    }

    /**
     * Runs a program to its end.
     *
     * @param watch is asked every two seconds and at the end; what it throws ends the program
     * @param input what it reads, each text with a zero byte behind it
     */
    public static CommandExit run(ProcessBuilder builder, Duration limit, Watch watch, List<byte[]> input, Sink out)
            throws IOException {
        CommandRun run = new CommandRun(builder.start());
        try {
            return run.exit(limit, watch, input, out);
        } finally {
            run.kill();
        }
    }

    private CommandExit exit(Duration limit, Watch watch, List<byte[]> input, Sink out) throws IOException {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        CompletableFuture<Void> printed = apart("out", () -> pass(process.getInputStream(), out));
        CompletableFuture<Void> complained = apart(
                "err",
                () -> pass(process.getErrorStream(), (bytes, length) -> {
                    errors.write(bytes, 0, Math.min(length, MAX_ERRORS - errors.size()));
                    return true;
                }));
        CompletableFuture<Void> fed = apart("in", () -> feed(input));
        boolean tooLong = !ended(limit, watch);
        if (tooLong) {
            kill();
        }
        boolean allRead = isRead(printed);
        Throwable refused = sinkFault.get();
        if (refused != null) {
            throw new IOException("what git printed could not be taken: " + refused, refused);
        }
        if (!allRead && !tooLong && !stopped.get()) {
            throw new IOException("what git printed could not be read to its end");
        }
        isRead(complained);
        isRead(fed);
        return new CommandExit(
                tooLong ? -1 : process.exitValue(),
                tooLong,
                stopped.get(),
                complained.isDone() ? errors.toString(StandardCharsets.UTF_8) : "");
    }

    /** A step that may fail. */
    private interface IoAction {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> apart(String name, IoAction step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                        done.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                "codefleet-git-" + name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void pass(InputStream from, Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            if (!takes(sink, buffer, length)) {
                kill();
                return;
            }
        }
    }

    /**
     * Passes output to a sink and returns whether it takes more. The program would block on its output if nothing read
     * on after a sink has failed.
     */
    private boolean takes(Sink sink, byte[] buffer, int length) {
        try {
            if (sink.take(buffer, length)) {
                return true;
            }
            stopped.set(true);
        } catch (RuntimeException | Error e) {
            sinkFault.set(e);
        }
        return false;
    }

    private void feed(List<byte[]> input) throws IOException {
        try (OutputStream to = process.getOutputStream()) {
            for (byte[] each : input) {
                to.write(each);
                to.write(0);
            }
        } catch (IOException e) {
            // it ended without reading all, which its exit code shows
        }
    }

    /** Waits for a step; whether it went well. */
    private static boolean isRead(CompletableFuture<Void> step) throws IOException {
        try {
            step.get(AFTER_END.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the program ran", e);
        }
    }

    private boolean ended(Duration limit, Watch watch) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                boolean ended = process.waitFor(Math.min(left, WATCH_EVERY.toMillis()), TimeUnit.MILLISECONDS);
                watch.check();
                if (ended) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the program ran", e);
        }
    }

    private void kill() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
