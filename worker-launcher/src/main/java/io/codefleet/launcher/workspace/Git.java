package io.codefleet.launcher.workspace;

import io.codefleet.launcher.config.WorkspaceSettings.GitCredential;
import io.codefleet.launcher.config.WorkspaceSettings.GitSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final List<String> ALWAYS = List.of(
            "-c", "core.hooksPath=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
            "-c", "protocol.ext.allow=never",
            "-c", "core.fsmonitor=false",
            "-c", "gc.auto=0",
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
        return text(run(folder, LOCAL_LIMIT, variables, List.of(command)));
    }

    /** {@link #local(Path, Map, String...)} as bytes. */
    byte[] localBytes(Path folder, Map<String, String> variables, String... command) throws IOException {
        return run(folder, LOCAL_LIMIT, variables, List.of(command));
    }

    /**
     * What a command prints that talks to this repository, with the credentials that belong to it. Each login is offered to its
     * own host only: a submodule, or a setting in the repository, may lead elsewhere.
     */
    String remote(Path folder, Map<String, String> variables, String url, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(variables);
        logins(url).forEach((host, credential) -> {
            int number = line.size();
            String key = "credential." + host + ".helper=";
            line.addAll(List.of("-c", key, "-c", key + helper(number)));
            all.put("CODEFLEET_GIT_USERNAME_" + number, credential.username());
            all.put("CODEFLEET_GIT_PASSWORD_" + number, credential.password());
        });
        line.addAll(List.of(command));
        return text(run(folder, settings.timeLimit(), all, line));
    }

    private static String helper(int number) {
        return "!f() { echo \"username=$CODEFLEET_GIT_USERNAME_" + number
                + "\"; echo \"password=$CODEFLEET_GIT_PASSWORD_" + number + "\"; }; f";
    }

    /** The login for each host: for that of the URL the one that the URL begins with, for others the first. */
    private Map<String, GitCredential> logins(String url) {
        Map<String, GitCredential> logins = new LinkedHashMap<>();
        settings.credentials().stream()
                .filter(credential -> url.startsWith(credential.url()))
                .findFirst()
                .ifPresent(credential -> logins.put(credential.host(), credential));
        settings.credentials().stream()
                .filter(credential -> !url.startsWith(credential.host() + "/"))
                .forEach(credential -> logins.putIfAbsent(credential.host(), credential));
        return logins;
    }

    private static String text(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8).strip();
    }

    private static byte[] run(Path folder, Duration limit, Map<String, String> variables, List<String> command)
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
            if (!ended(process, limit)) {
                throw new GitException(what, "it took longer than " + limit);
            }
            if (process.exitValue() != 0) {
                throw new GitException(what, new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
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
                "GIT_HTTP_LOW_SPEED_LIMIT", "1",
                "GIT_HTTP_LOW_SPEED_TIME", "60",
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

    private static boolean ended(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
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
