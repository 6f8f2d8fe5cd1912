package io.codefleet.agent.opencode.sandbox;

import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A sandbox made by {@code bwrap}. The system is there and cannot be written to; {@code /tmp}, {@code /run} and the home folder
 * are empty; processes of others are not seen, and all within end with it. OpenCode's state and the folders of tasks are as they
 * are outside; of the home folder there is OpenCode's configuration and login, to be read. The network is that of the machine, as
 * the model is there.
 */
final class Bubblewrap implements Sandbox {
    private static final String PROGRAM = "bwrap";
    private static final int CHECK_SECONDS = 20;
    /** What a worker or a person keeps in a state folder that the agent must not change: it decides on what runs outside. */
    private static final List<String> MASKED = List.of("servers", "baselines", "kept", "locks");

    /** Of them, those that belong to the folders of tasks. */
    private static final List<String> MASKED_WORKSPACES = List.of("baselines", "kept", "locks");

    private static final List<String> NAMESPACES = List.of(
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--cap-drop",
            "ALL",
            // the terminal of the worker is none of the agent's
            "--new-session",
            "--die-with-parent");

    private final OpenCodeSettings settings;
    private final ServerSettings.SandboxSettings asked;
    private final Path home;

    Bubblewrap(OpenCodeSettings settings) {
        this.settings = settings;
        this.asked = settings.server().sandbox();
        this.home = Path.of(System.getProperty("user.home"));
    }

    /**
     * Runs a program in the sandbox as a test; blocks.
     *
     * @throws OpenCodeException if the sandbox does not work on this machine
     */
    void check() {
        List<String> line = new ArrayList<>(List.of(PROGRAM));
        line.addAll(NAMESPACES);
        line.addAll(List.of("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"));
        try {
            Process tried = new ProcessBuilder(line).redirectErrorStream(true).start();
            tried.getOutputStream().close();
            String output = new String(tried.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!tried.waitFor(CHECK_SECONDS, TimeUnit.SECONDS) || tried.exitValue() != 0) {
                throw new OpenCodeException(
                        "opencode.server.sandbox: bubblewrap does not work on this machine; it said: " + output
                                + ". It needs user namespaces: in a container allow them (Docker: a seccomp profile that lets"
                                + " unshare through), on Ubuntu 24 give bwrap an AppArmor profile; or set sandbox: none");
            }
        } catch (IOException e) {
            throw new OpenCodeException(
                    "opencode.server.sandbox: there is no program 'bwrap' on this machine; install bubblewrap (Linux only), or"
                            + " set sandbox: none",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenCodeException("interrupted while bwrap was tried", e);
        }
    }

    /**
     * Returns the command line that runs another one in the sandbox. A shell stays as the parent process, so that the
     * sandbox ends with it, and not with the thread of the worker that started it.
     */
    @Override
    public List<String> around(Path program, List<String> line) {
        check();
        List<String> wrapped =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; \"$@\"; exit $?", "opencode-sandbox", PROGRAM));
        wrapped.addAll(NAMESPACES);
        wrapped.addAll(mounts(program));
        wrapped.add("--");
        wrapped.addAll(line);
        return wrapped;
    }

    private List<String> mounts(Path program) {
        Mounts mounts = new Mounts();
        mounts.add("--ro-bind", Path.of("/")).add("--dev", "/dev").add("--proc", "/proc");
        for (Path own : List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/run"), Path.of("/var/run"), home)) {
            if (Files.isDirectory(own) && !Files.isSymbolicLink(own) && own.getNameCount() > 0) {
                mounts.add("--tmpfs", own.toString());
            }
        }
        // where names of hosts are looked up
        mounts.readable(Path.of("/run/systemd/resolve"));
        mounts.readable(home.resolve(".config/opencode")).readable(installation(program));
        settings.configFile().ifPresent(mounts::readable);
        asked.readable().forEach(path -> mounts.readable(there("opencode.server.sandbox_read", path)));
        mounts.writable(settings.stateDir());
        MASKED.forEach(name -> mounts.add("--tmpfs", state(name)));
        for (int number = 2; number <= settings.server().instances(); number++) {
            Path other = ServerSettings.stateDir(settings.stateDir(), number);
            mounts.add("--tmpfs", made(other).toString());
        }
        login().ifPresent(auth -> mounts.add("--ro-bind", auth.toString(), state("data/opencode/auth.json")));
        asked.writable().forEach(path -> mounts.writable(there("opencode.server.sandbox_write", path)));
        asked.workspaces().ifPresent(folder -> workspaces(folder, mounts));
        asked.hidden().stream()
                .filter(Files::exists)
                .forEach(file -> mounts.add("--ro-bind", "/dev/null", file.toString()));
        return mounts.arguments();
    }

    private static void workspaces(Path folder, Mounts mounts) {
        mounts.writable(made(folder.resolve("tasks"))).readable(made(folder.resolve("mirrors")));
        MASKED_WORKSPACES.forEach(
                name -> mounts.add("--tmpfs", made(folder.resolve(name)).toString()));
    }

    private static Path there(String key, Path path) {
        if (!Files.exists(path)) {
            throw new OpenCodeException(key + ": there is no " + path);
        }
        return path;
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new OpenCodeException("cannot make the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private String state(String name) {
        return settings.stateDir().resolve(name).toString();
    }

    /** Returns the user's logins. A worker's own configuration file has its logins next to it, or names variables. */
    private Optional<Path> login() {
        return settings.configFile().isPresent()
                ? Optional.empty()
                : Optional.of(home.resolve(".local/share/opencode/auth.json")).filter(Files::isRegularFile);
    }

    /** Returns the folder that npm installed around a program, or else the program's folder. */
    private static Path installation(Path program) {
        try {
            Path real = program.toRealPath();
            Path folder = real.getParent();
            for (Path each = folder; each != null; each = each.getParent()) {
                if (each.endsWith("node_modules")) {
                    return each;
                }
            }
            return folder == null ? real : folder;
        } catch (IOException e) {
            throw new OpenCodeException("there is no program " + program, e);
        }
    }

    /** Sets the variables so that nothing that the agent writes is where the user's own OpenCode would find it. */
    @Override
    public void environment(Map<String, String> variables) {
        for (String kind : List.of("data", "state", "cache")) {
            variables.put("XDG_" + kind.toUpperCase(Locale.ROOT) + "_HOME", state(kind));
        }
        variables.put("TMPDIR", "/tmp");
    }

    /**
     * Returns the process of the server, which is below several others: the shell, bwrap, and the first process of the
     * sandbox, which is bwrap too.
     */
    @Override
    public ProcessHandle serverIn(ProcessHandle started) {
        ProcessHandle each = started;
        for (int depth = 0; depth < 3; depth++) {
            Optional<ProcessHandle> first = each.children()
                    .min(Comparator.comparing(
                            child -> child.info().startInstant().orElse(Instant.MAX)));
            if (first.isEmpty()) {
                return each;
            }
            each = first.get();
        }
        return each;
    }

    /** Mounts of the sandbox, in order: a later one covers an earlier one. */
    private static final class Mounts {
        private final List<String> arguments = new ArrayList<>();

        Mounts add(String... words) {
            arguments.addAll(List.of(words));
            return this;
        }

        Mounts add(String how, Path path) {
            return add(how, path.toString(), path.toString());
        }

        /** Adds a path that the sandbox may read; leaves it out if it does not exist. */
        Mounts readable(Path path) {
            return Files.exists(path) ? add("--ro-bind", path) : this;
        }

        Mounts writable(Path path) {
            return Files.exists(path) ? add("--bind", path) : this;
        }

        List<String> arguments() {
            return arguments;
        }
    }
}
