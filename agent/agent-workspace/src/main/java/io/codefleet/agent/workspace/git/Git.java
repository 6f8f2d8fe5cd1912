package io.codefleet.agent.workspace.git;

import io.codefleet.AttemptException;
import io.codefleet.agent.workspace.local.CommandRun;
import io.codefleet.agent.workspace.local.Folders;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Runs Git. Blocks. Nothing of it ever waits for a person, no hook runs, and no variable of the worker's own environment that
 * Git would heed comes through.
 */
public final class Git {
    static final Duration LOCAL_LIMIT = Duration.ofMinutes(5);
    /** What an option for a file names to have none. */
    static final String NO_FILE = File.separatorChar == '/' ? "/dev/null" : "NUL";

    private static final List<String> ALWAYS = List.of(
            "-c", "core.hooksPath=" + NO_FILE,
            // a checkout is written, and read again, by the attributes of its project alone
            "-c", "core.attributesFile=" + NO_FILE,
            "-c", "protocol.ext.allow=never",
            "-c", "core.fsmonitor=false",
            // a repository within the folder is not entered: an agent may have written its settings
            "-c", "submodule.recurse=false",
            "-c", "fetch.recurseSubmodules=false",
            "-c", "push.recurseSubmodules=no",
            "-c", "gc.auto=0",
            "-c", "maintenance.auto=false",
            "-c", "advice.detachedHead=false",
            "-c", "core.quotePath=false");

    /** Beginnings of the variables that Git would heed, and of those with passwords and keys of the fleet. */
    private static final List<String> HIDDEN = List.of("GIT_", "CODEFLEET_", "OTEL_");

    /** More than any answer that is read as a whole. */
    private static final int MAX_OUTPUT = 64 << 20;

    private final GitSettings settings;
    private final Map<String, String> environment;
    private final BooleanSupplier stop;

    public Git(GitSettings settings) {
        this(settings, System.getenv());
    }

    /**
     * Creates a Git with these settings.
     *
     * @param environment the variables of the worker
     */
    public Git(GitSettings settings, Map<String, String> environment) {
        this(settings, environment, () -> false);
    }

    private Git(GitSettings settings, Map<String, String> environment, BooleanSupplier stop) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.stop = stop;
    }

    /**
     * Returns a Git whose commands end when nobody wants them any more. They fail with a transient {@link AttemptException}.
     *
     * @param stop is asked before a command and every two seconds while it runs, by any thread
     */
    public Git until(BooleanSupplier stop) {
        return new Git(settings, environment, stop);
    }

    /** Returns whether nobody wants the commands any more. */
    boolean isUnwanted() {
        return stop.getAsBoolean();
    }

    /** Fails if nobody wants the commands any more. */
    void checkWanted() {
        if (isUnwanted()) {
            throw AttemptException.transientFault("the attempt was stopped while its folder was prepared");
        }
    }

    GitSettings settings() {
        return settings;
    }

    /** Returns whether Git is installed on this machine. */
    public static boolean isInstalled() {
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

    /** Returns the output of a command on files of this machine. */
    public String local(Path folder, Map<String, String> variables, String... command) throws IOException {
        return text(run(folder, Bounds.LOCAL, variables, List.of(command)));
    }

    /**
     * Runs a command on files of this machine, and hands on what it prints as it comes.
     *
     * @param input what it reads, each text with a zero byte behind it
     * @param out may want no more, which ends the command
     */
    void local(Path folder, Map<String, String> variables, List<byte[]> input, CommandRun.Sink out, String... command)
            throws IOException {
        run(folder, Bounds.LOCAL, variables, List.of(command), input, out);
    }

    /**
     * Returns the output of a command that contacts the repository of a project, with the logins for that repository.
     */
    public String remote(Path folder, Map<String, String> variables, String url, String... command) throws IOException {
        return remote(folder, variables, RemoteAccess.ofProject(settings, url), Long.MAX_VALUE, List.of(command));
    }

    /**
     * Returns the output of a command that contacts any repository, as {@link #remote(Path, Map, String, String...)}
     * does for that of a project.
     */
    String remote(Path folder, Map<String, String> variables, RemoteAccess access, String... command)
            throws IOException {
        return remote(folder, variables, access, Long.MAX_VALUE, List.of(command));
    }

    /** Fetches a part of a repository into a folder. Fails if the folder gets larger than a repository may be. */
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
     * Limits of a command.
     *
     * @param time how long it may take
     * @param bytes how large its folder may get
     */
    private record Bounds(Duration time, long bytes) {
        static final Bounds LOCAL = new Bounds(LOCAL_LIMIT, Long.MAX_VALUE);

        void check(Path folder) throws IOException {
            if (bytes != Long.MAX_VALUE && Folders.size(folder) > bytes) {
                throw GitException.tooLarge(bytes);
            }
        }
    }

    private static String text(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8).strip();
    }

    private byte[] run(Path folder, Bounds bounds, Map<String, String> variables, List<String> command)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandRun.CommandExit exit = exit(folder, bounds, variables, command, List.of(), (bytes, length) -> {
            out.write(bytes, 0, length);
            return out.size() <= MAX_OUTPUT;
        });
        // Git LFS writes its errors to the standard output
        check(command, bounds, exit, exit.errors().isBlank() ? out.toString(StandardCharsets.UTF_8) : exit.errors());
        if (out.size() > MAX_OUTPUT) {
            throw new GitException(name(command), "it printed more than " + MAX_OUTPUT + " bytes");
        }
        return out.toByteArray();
    }

    private void run(
            Path folder,
            Bounds bounds,
            Map<String, String> variables,
            List<String> command,
            List<byte[]> input,
            CommandRun.Sink out)
            throws IOException {
        CommandRun.CommandExit exit = exit(folder, bounds, variables, command, input, out);
        check(command, bounds, exit, exit.errors());
    }

    private CommandRun.CommandExit exit(
            Path folder,
            Bounds bounds,
            Map<String, String> variables,
            List<String> command,
            List<byte[]> input,
            CommandRun.Sink out)
            throws IOException {
        checkWanted();
        CommandRun.Watch watch = () -> {
            checkWanted();
            bounds.check(folder);
        };
        return CommandRun.run(builder(folder, variables, command), bounds.time(), watch, input, out);
    }

    private static void check(List<String> command, Bounds bounds, CommandRun.CommandExit exit, String said)
            throws GitException {
        if (exit.tooLong()) {
            throw GitException.tooSlow(name(command), bounds.time());
        }
        if (exit.code() != 0 && !exit.stopped()) {
            throw new GitException(name(command), said, exit.code());
        }
    }

    private ProcessBuilder builder(Path folder, Map<String, String> variables, List<String> command) {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(ALWAYS);
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        Map<String, String> all = builder.environment();
        all.clear();
        all.putAll(environment);
        all.keySet().removeIf(name -> HIDDEN.stream().anyMatch(name::startsWith));
        all.putAll(Map.of(
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_ASKPASS", "",
                "SSH_ASKPASS", "",
                "GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20",
                // a server that counts objects sends a few bytes every five seconds
                "GIT_HTTP_LOW_SPEED_LIMIT", "1",
                "GIT_HTTP_LOW_SPEED_TIME", "60",
                "GIT_NO_LAZY_FETCH", "1",
                "LC_ALL", "C"));
        all.putAll(variables);
        return builder;
    }

    /** Returns the command without its settings. */
    private static String name(List<String> command) {
        int from = 0;
        while (from + 2 < command.size() && command.get(from).equals("-c")) {
            from += 2;
        }
        return command.get(from);
    }
}
