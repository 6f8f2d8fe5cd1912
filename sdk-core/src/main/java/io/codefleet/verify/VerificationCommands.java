package io.codefleet.verify;

import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs the programs of one verification, one after another, and ends the running one when it is stopped. */
final class VerificationCommands {
    /** What git may take for a project: longer, and the network or the disk is at fault. */
    private static final Duration GIT_LIMIT = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final int maxOutputBytes;
    private @Nullable Process running;
    private boolean stopped;

    /**
     * End of a program.
     *
     * @param exitCode its own, or that of one that ran too long
     * @param output the end of what it wrote
     */
    record CommandOutput(int exitCode, String output) {}

    VerificationCommands(Vertx vertx, int maxOutputBytes) {
        this.vertx = vertx;
        this.maxOutputBytes = maxOutputBytes;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Ends what runs, with all that it started, and lets nothing more start. */
    synchronized void stop() {
        stopped = true;
        end(running);
    }

    private static void end(@Nullable Process process) {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false).map(done -> Objects.requireNonNull(done));
    }

    /** Applies a patch to a working tree; an empty one to nothing. */
    Future<CommandOutput> apply(Path folder, String patch) {
        if (patch.isBlank()) {
            return Future.succeededFuture(new CommandOutput(0, ""));
        }
        Path file = folder.resolveSibling("patch");
        return blocking(() -> Files.writeString(file, patch.endsWith("\n") ? patch : patch + "\n"))
                .compose(written -> git(folder, "apply", "--whitespace=nowarn", file.toString()));
    }

    /** Runs git without hooks, and without asking anybody for a password. */
    Future<CommandOutput> git(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null"));
        command.addAll(List.of(arguments));
        return run(folder, GIT_LIMIT, command.toArray(String[]::new));
    }

    /** Runs a program in a folder; of what it writes the end is kept, and no more than that is held at any time. */
    Future<CommandOutput> run(Path folder, Duration timeLimit, String... command) {
        return blocking(() -> start(folder, command)).compose(process -> {
            OutputTail output = OutputTail.follow(process.getInputStream(), maxOutputBytes);
            boolean[] tooLong = {false};
            long timer = vertx.setTimer(timeLimit.toMillis(), t -> {
                tooLong[0] = true;
                end(process);
            });
            return Future.fromCompletionStage(process.onExit())
                    .onComplete(ended -> vertx.cancelTimer(timer))
                    .compose(ended -> Future.fromCompletionStage(output.text()))
                    .map(text -> tooLong[0]
                            ? new CommandOutput(
                                    VerifyOptions.TIMED_OUT,
                                    text + "\n[ended after " + DurationText.format(timeLimit) + "]")
                            : new CommandOutput(process.exitValue(), text));
        });
    }

    private synchronized Process start(Path folder, String... command) throws IOException {
        if (stopped) {
            throw new IOException("the verification was stopped");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        prepare(builder.environment());
        running = builder.start();
        return running;
    }

    /** Changes the environment of this process into that of a program, which must not see passwords and keys of the fleet. */
    static void prepare(Map<String, String> variables) {
        variables.keySet().removeIf(VerificationCommands::isOfTheFleet);
        variables.put("GIT_TERMINAL_PROMPT", "0");
    }

    private static boolean isOfTheFleet(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("CODEFLEET_") || upper.startsWith("OTEL_");
    }
}
