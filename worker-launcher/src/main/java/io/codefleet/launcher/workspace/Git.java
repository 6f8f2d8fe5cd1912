package io.codefleet.launcher.workspace;

import io.codefleet.launcher.config.WorkspaceSettings.GitSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs Git. Blocks. Nothing of it ever waits for a person, no hook runs, and no variable of the worker's own environment that
 * Git would heed comes through.
 */
final class Git {
    static final Duration LOCAL_LIMIT = Duration.ofMinutes(5);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(2);
    private static final List<String> ALWAYS = List.of(
            "-c", "core.hooksPath=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
            "-c", "protocol.ext.allow=never",
            "-c", "core.fsmonitor=false",
            "-c", "gc.auto=0",
            "-c", "maintenance.auto=false",
            "-c", "advice.detachedHead=false",
            "-c", "core.quotePath=false");

    private final GitSettings settings;

    Git(GitSettings settings) {
        this.settings = settings;
    }

    GitSettings settings() {
        return settings;
    }

    /** Whether there is a Git on this machine. */
    static boolean isInstalled() {
        try {
            return new ProcessBuilder("git", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a command on files of this machine prints. */
    String local(Path folder, Map<String, String> variables, String... command) throws IOException {
        return text(run(folder, Bounds.LOCAL, variables, List.of(command)));
    }

    /** {@link #local(Path, Map, String...)} as bytes. */
    byte[] localBytes(Path folder, Map<String, String> variables, String... command) throws IOException {
        return run(folder, Bounds.LOCAL, variables, List.of(command));
    }

    /**
     * What a command prints that talks to the repository of a project, with the logins that belong to it.
     */
    String remote(Path folder, Map<String, String> variables, String url, String... command) throws IOException {
        return remote(folder, variables, RemoteAccess.ofProject(settings, url), Long.MAX_VALUE, List.of(command));
    }

    /** {@link #remote(Path, Map, String, String...)} of any repository. */
    String remote(Path folder, Map<String, String> variables, RemoteAccess access, String... command)
            throws IOException {
        return remote(folder, variables, access, Long.MAX_VALUE, List.of(command));
    }

    /** Brings something of a repository into a folder. Fails if the folder gets larger than a repository may be. */
    void fetch(Path folder, Map<String, String> variables, RemoteAccess access, List<String> command)
            throws IOException {
        remote(folder, variables, access, settings.maxRepositoryBytes(), command);
    }

    private String remote(
            Path folder, Map<String, String> variables, RemoteAccess access, long maxBytes, List<String> command)
            throws IOException {
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(access.variables());
        List<String> line = new ArrayList<>(access.settings());
        line.addAll(command);
        return text(run(folder, new Bounds(settings.timeLimit(), maxBytes), all, line));
    }

    /**
     * How far a command may go.
     *
     * @param time how long it may take
     * @param bytes how large its folder may get
     */
    private record Bounds(Duration time, long bytes) {
        static final Bounds LOCAL = new Bounds(LOCAL_LIMIT, Long.MAX_VALUE);
    }

    private static String text(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8).strip();
    }

    private static byte[] run(Path folder, Bounds bounds, Map<String, String> variables, List<String> command)
            throws IOException {
        Path out = Files.createTempFile("codefleet-git-", ".out");
        Path err = Files.createTempFile("codefleet-git-", ".err");
        try {
            Process process = builder(folder, variables, command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            String what = name(command);
            if (!ended(process, folder, bounds)) {
                throw GitException.tooSlow(what, bounds.time());
            }
            if (process.exitValue() != 0) {
                byte[] said = Files.readAllBytes(err);
                // Git LFS writes its errors to the standard output
                throw new GitException(
                        what, new String(said.length == 0 ? Files.readAllBytes(out) : said, StandardCharsets.UTF_8));
            }
            return Files.readAllBytes(out);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static ProcessBuilder builder(Path folder, Map<String, String> variables, List<String> command) {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(ALWAYS);
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("CODEFLEET_"));
        environment.putAll(Map.of(
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_ASKPASS", "",
                "SSH_ASKPASS", "",
                "GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20",
                // a server that counts objects sends a few bytes every five seconds
                "GIT_HTTP_LOW_SPEED_LIMIT", "1",
                "GIT_HTTP_LOW_SPEED_TIME", "60",
                "GIT_NO_LAZY_FETCH", "1",
                "LC_ALL", "C"));
        environment.putAll(variables);
        return builder;
    }

    /** The command without its settings. */
    private static String name(List<String> command) {
        int from = 0;
        while (from + 2 < command.size() && command.get(from).equals("-c")) {
            from += 2;
        }
        return command.get(from);
    }

    private static boolean ended(Process process, Path folder, Bounds bounds) throws IOException {
        long end = System.nanoTime() + bounds.time().toNanos();
        try {
            for (long left = bounds.time().toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                boolean ended = process.waitFor(Math.min(left, MEASURE_EVERY.toMillis()), TimeUnit.MILLISECONDS);
                if (bounds.bytes() != Long.MAX_VALUE && Folders.size(folder) > bounds.bytes()) {
                    throw GitException.tooLarge(bounds.bytes());
                }
                if (ended) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git ran", e);
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return false;
    }
}
