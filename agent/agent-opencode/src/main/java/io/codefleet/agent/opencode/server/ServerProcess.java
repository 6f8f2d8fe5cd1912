package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.client.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a server of OpenCode as a process of the worker. Starting and ending it blocks. */
public final class ServerProcess {
    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    private static final Pattern LISTENING = Pattern.compile("listening on https?://\\S+:(\\d+)");
    /**
     * It ends within 0.3 s, or never: while it installs packages in the background, a signal ends the installation in place of
     * the server. All that matters is stored by then.
     */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int PASSWORD_BYTES = 24;
    private static final int KEPT_LINES = 5;

    private final ServerCommand command;
    private final Process process;
    private final ServerMark mark;
    private final String password;
    private final CompletableFuture<ServerAddress> address = new CompletableFuture<>();
    /** Guarded by itself. */
    private final Deque<String> lastLines = new ArrayDeque<>();

    private ServerProcess(ServerCommand command, Process process, ServerMark mark, String password) {
        this.command = command;
        this.process = process;
        this.mark = mark;
        this.password = password;
    }

    /**
     * Ends what an earlier worker left in the state folder, and starts a server.
     *
     * @param ours servers that run on the folder, and are to go on
     * @throws OpenCodeException if that is not possible
     */
    public static ServerProcess start(ServerCommand command, Set<ServerMark> ours) {
        Path stateDir = command.stateDir();
        try {
            makeFolder(stateDir);
            command.ownConfigFolder().ifPresent(configFolder -> {
                PluginPackage.skipInstallation(configFolder);
                ConfigDefaults.write(configFolder);
            });
            ServerProcessRegistry registry = new ServerProcessRegistry(stateDir);
            registry.killOrphans(ours);
            byte[] secret = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(secret);
            String password = Base64.getUrlEncoder().encodeToString(secret);
            ServerMark mark = ServerMark.random();
            ProcessBuilder prepared = command.process(password, mark);
            registry.reserve(mark);
            ServerProcess server = new ServerProcess(command, prepared.start(), mark, password);
            registry.register(mark, server.process.toHandle());
            server.watch();
            return server;
        } catch (IOException e) {
            throw new OpenCodeException("OpenCode cannot be started in " + stateDir + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it completes is the address
    private void watch() throws IOException {
        process.getOutputStream().close();
        Watchdog.over(process, mark);
        CompletableFuture<Void> read = CompletableFuture.allOf(
                follow("out", process.getInputStream(), this::onOutput),
                follow("err", process.getErrorStream(), this::complained));
        process.onExit()
                // what it started may keep its streams open
                .thenCompose(ended -> read.completeOnTimeout(null, 1, TimeUnit.SECONDS))
                .thenRun(() -> address.completeExceptionally(endedAtOnce()));
    }

    /** Reads the lines of a stream, and completes at its end. */
    private CompletableFuture<Void> follow(String name, InputStream stream, Consumer<String> lines) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (Reader from = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                        LineReader.read(from, lines);
                    } catch (IOException e) {
                        // the stream of a process that was killed
                    } finally {
                        end.complete(null);
                    }
                },
                "codefleet-opencode-" + name);
        reader.setDaemon(true);
        reader.start();
        return end;
    }

    private void onOutput(String line) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
            address.complete(ServerAddress.local(Integer.parseInt(listening.group(1)), password));
        } else {
            complained(line);
        }
    }

    private void complained(String line) {
        log.atDebug().addKeyValue("line", line).log("OpenCode says");
        synchronized (lastLines) {
            lastLines.add(line);
            if (lastLines.size() > KEPT_LINES) {
                lastLines.remove();
            }
        }
    }

    private OpenCodeException endedAtOnce() {
        String words;
        synchronized (lastLines) {
            words = String.join(" ", lastLines).strip();
        }
        return new OpenCodeException("'" + command.program() + " serve' ended at once with exit code "
                + process.exitValue() + (words.isEmpty() ? "" : "; it said: " + words)
                + "; run it by hand to see what it lacks");
    }

    /** Completes with where it listens, once it does. */
    public CompletionStage<ServerAddress> address() {
        return address;
    }

    /** Completes when it has ended, with its exit code. */
    CompletionStage<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    long pid() {
        return process.pid();
    }

    ServerMark mark() {
        return mark;
    }

    /** Returns the process of the server itself, below the one that was started. */
    ProcessHandle itself() {
        return command.sandbox().serverIn(process.toHandle());
    }

    /** Returns the resident memory of the server in bytes, without that of the commands of its agents. Blocks. */
    long memoryBytes() {
        return ProcessMemory.bytes(itself());
    }

    /** Ends it with all that it started. */
    public void end() {
        ProcessTree.end(process.toHandle(), mark, GRACE);
        try {
            new ServerProcessRegistry(command.stateDir()).unregister(mark);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("could not forget the server");
        }
    }
}
