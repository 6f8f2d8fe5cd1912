package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.sandbox.Sandbox;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.ProcessLimits;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Command that starts a server of OpenCode: its command line, its environment, its folder.
 *
 * <p>Without a configuration file of the worker, OpenCode finds all that its user has set up: configuration, logins, cache; only
 * its database, with the sessions, is the worker's own. With such a file it finds nothing of its user's but the home folder,
 * which the tools of a task need (Maven, Git, npm): configuration, logins, cache and sessions lie in the state folder. Keys then
 * come from the file, which may name variables as in {@code {env:ANTHROPIC_API_KEY}}.
 */
public final class ServerCommand {
    private static final Path SHELL = Path.of("/bin/sh");
    /** The unit of {@code ulimit -f}. */
    private static final int BLOCK_BYTES = 512;

    private static final List<String> OFF =
            List.of("MODELS_FETCH", "LSP_DOWNLOAD", "DEFAULT_PLUGINS", "CLAUDE_CODE", "TERMINAL_TITLE");

    private static final String NO_PROJECT_CONFIG = "OPENCODE_DISABLE_PROJECT_CONFIG";
    private static final Set<String> SERVICE_MANAGER = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");

    private final OpenCodeSettings settings;
    private final Optional<String> searchPath;
    private final Sandbox sandbox;

    /**
     * Creates the command that starts a server.
     *
     * @param searchPath the folders that programs are in, as {@code PATH} has them
     */
    public ServerCommand(OpenCodeSettings settings, Optional<String> searchPath) {
        this.settings = settings;
        this.searchPath = searchPath;
        this.sandbox = Sandbox.of(settings);
    }

    Path stateDir() {
        return settings.stateDir();
    }

    /** Returns the folder of the configuration if it is the worker's own. */
    Optional<Path> ownConfigFolder() {
        return settings.configFile().map(file -> xdgHome("config").resolve("opencode"));
    }

    Sandbox sandbox() {
        return sandbox;
    }

    boolean strictVersion() {
        return settings.server().strictVersion();
    }

    /** Returns the program as the user wrote it. */
    String program() {
        return settings.command();
    }

    /**
     * Returns the process to start; blocks.
     *
     * @throws OpenCodeException if the program does not exist
     */
    ProcessBuilder process(String password, ServerMark mark) {
        Path found = found();
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            // Ctrl-C reaches all of a terminal's processes, and running tasks are to finish: the worker ends its server
            // itself
            line.addAll(List.of(SHELL.toString(), "-c", "trap '' INT; " + limits() + "exec \"$@\"", "opencode"));
            settings.server().limits().nice().ifPresent(nice -> line.addAll(List.of("nice", "-n", nice + "")));
        }
        line.add(found.toString());
        line.addAll(List.of("serve", "--port", String.valueOf(settings.port()), "--hostname", ServerAddress.LOOPBACK));
        ProcessBuilder builder = new ProcessBuilder(sandbox.around(found, line))
                .directory(settings.stateDir().toFile());
        environment(builder.environment(), password);
        builder.environment().put(ServerMark.VARIABLE, mark.value());
        return builder;
    }

    /**
     * Returns the shell commands that set the process limits. If the system refuses a limit, the shell ends with a
     * message that names it.
     */
    private String limits() {
        ProcessLimits limits = settings.server().limits();
        StringBuilder commands = new StringBuilder();
        limits.openFiles().ifPresent(number -> commands.append("ulimit -n " + number + " || exit; "));
        // shells do not agree on the letter
        limits.processes()
                .ifPresent(number -> commands.append("(ulimit -u " + number + ") 2>/dev/null && ulimit -u " + number
                        + " || ulimit -p " + number + " || exit; "));
        limits.fileSizeBytes()
                .ifPresent(bytes -> commands.append("ulimit -f " + Math.max(1, bytes / BLOCK_BYTES) + " || exit; "));
        return commands.toString();
    }

    private Path found() {
        return candidates().stream()
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst()
                .orElseThrow(() -> new OpenCodeException("there is no program '" + settings.command()
                        + "'; install OpenCode (npm install -g opencode-ai), or name it with --opencode"));
    }

    private List<Path> candidates() {
        Path given = Path.of(settings.command());
        if (given.getNameCount() > 1 || given.isAbsolute()) {
            return List.of(given.toAbsolutePath());
        }
        return Arrays.stream(searchPath.orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(given).toAbsolutePath())
                .toList();
    }

    /** Changes the worker's environment into the server's. */
    void environment(Map<String, String> variables, String password) {
        // the agent's shell sees all of it, and the broker's password is none of its business
        // and a program that it tests would send its spans to the collector of the fleet, with its key
        variables.keySet().removeIf(name -> name.startsWith("CODEFLEET_") || name.startsWith("OTEL_"));
        variables.keySet().removeAll(settings.environment().hiddenVariables());
        // with them a command could report the worker alive to systemd, or end it
        variables.keySet().removeAll(SERVICE_MANAGER);
        if (settings.environment().projectConfig()) {
            variables.remove(NO_PROJECT_CONFIG);
        } else {
            // a project's MCP servers and plugins are programs, which run before any permission is looked at
            variables.put(NO_PROJECT_CONFIG, "1");
        }
        variables.put(
                RunningTasks.VARIABLE,
                RunningTasks.of(settings.stateDir()).records().toAbsolutePath().toString());
        variables.put("OPENCODE_SERVER_USERNAME", ServerAddress.DEFAULT_USER);
        variables.put("OPENCODE_SERVER_PASSWORD", password);
        variables.put("OPENCODE_DISABLE_AUTOUPDATE", "1");
        settings.server()
                .maxAnswerTokens()
                .ifPresent(most -> variables.put("OPENCODE_EXPERIMENTAL_OUTPUT_TOKEN_MAX", String.valueOf(most)));
        settings.configFile()
                .ifPresentOrElse(
                        file -> onItsOwn(variables, file),
                        () -> variables.put(
                                "OPENCODE_DB",
                                settings.stateDir().resolve("opencode.db").toString()));
        sandbox.environment(variables);
    }

    private void onItsOwn(Map<String, String> variables, Path configFile) {
        List.of("OPENCODE_CONFIG_CONTENT", "OPENCODE_CONFIG_DIR", "OPENCODE_DB", "OPENCODE_AUTH_CONTENT")
                .forEach(variables::remove);
        variables.put("OPENCODE_CONFIG", configFile.toString());
        for (String kind : List.of("config", "data", "state", "cache")) {
            String name = "XDG_" + kind.toUpperCase(Locale.ROOT) + "_HOME";
            variables.put(name, xdgHome(kind).toString());
        }
        // to use one of these, an operator sets its variable to 0
        OFF.forEach(name -> variables.putIfAbsent("OPENCODE_DISABLE_" + name, "1"));
    }

    private Path xdgHome(String kind) {
        return settings.stateDir().resolve(kind);
    }
}
