package io.codefleet.agent.opencode.settings;

import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to come by the agent.
 *
 * @param command the program to start
 * @param url a server that runs already, in place of one of our own
 * @param username the user of that server
 * @param password the password of that server
 * @param model the model of a task that names none, as {@code provider/name}
 * @param port the port of our own server; 0: a free one
 * @param stateDir where it keeps its sessions
 * @param temporaryState whether that folder is to be removed at the end
 * @param configFile a configuration file of OpenCode's own
 * @param permissions what the agent may do
 * @param limits when a turn is ended that goes on
 * @param server how servers of our own are run
 * @param keepSessions how long a session that nobody goes on with is kept
 * @param environment what servers of our own take over from their surroundings
 */
public record AgentSettings(
        String command,
        Optional<URI> url,
        Optional<String> username,
        Optional<String> password,
        Optional<String> model,
        int port,
        Path stateDir,
        boolean temporaryState,
        Optional<Path> configFile,
        PermissionSettings permissions,
        TurnLimits limits,
        ServerSettings server,
        Duration keepSessions,
        ServerEnvironment environment) {

    /** How long sessions are kept where nothing is said of it. */
    public static final Duration KEEP_SESSIONS = Duration.ofHours(24);

    /** With {@link ServerSettings#DEFAULT}, {@link ServerEnvironment#DEFAULT} and {@link #KEEP_SESSIONS}. */
    public AgentSettings(
            String command,
            Optional<URI> url,
            Optional<String> username,
            Optional<String> password,
            Optional<String> model,
            int port,
            Path stateDir,
            boolean temporaryState,
            Optional<Path> configFile,
            PermissionSettings permissions,
            TurnLimits limits) {
        this(
                command,
                url,
                username,
                password,
                model,
                port,
                stateDir,
                temporaryState,
                configFile,
                permissions,
                limits,
                ServerSettings.DEFAULT,
                KEEP_SESSIONS,
                ServerEnvironment.DEFAULT);
    }

    /** The components while a copy with one change is made. */
    private static final class Change {
        String command;
        Optional<URI> url;
        Optional<String> username;
        Optional<String> password;
        Optional<String> model;
        int port;
        Path stateDir;
        boolean temporaryState;
        Optional<Path> configFile;
        PermissionSettings permissions;
        TurnLimits limits;
        ServerSettings server;
        Duration keepSessions;
        ServerEnvironment environment;

        Change(AgentSettings settings) {
            command = settings.command;
            url = settings.url;
            username = settings.username;
            password = settings.password;
            model = settings.model;
            port = settings.port;
            stateDir = settings.stateDir;
            temporaryState = settings.temporaryState;
            configFile = settings.configFile;
            permissions = settings.permissions;
            limits = settings.limits;
            server = settings.server;
            keepSessions = settings.keepSessions;
            environment = settings.environment;
        }

        AgentSettings settings() {
            return new AgentSettings(
                    command,
                    url,
                    username,
                    password,
                    model,
                    port,
                    stateDir,
                    temporaryState,
                    configFile,
                    permissions,
                    limits,
                    server,
                    keepSessions,
                    environment);
        }
    }

    /** A copy that uses the server at this URL. */
    public AgentSettings url(URI value) {
        Change change = new Change(this);
        change.url = Optional.of(value);
        return change.settings();
    }

    /** A copy with another state folder. */
    public AgentSettings stateDir(Path value) {
        Change change = new Change(this);
        change.stateDir = value;
        return change.settings();
    }

    /** A copy with these permissions. */
    public AgentSettings permissions(PermissionSettings value) {
        Change change = new Change(this);
        change.permissions = value;
        return change.settings();
    }

    /** A copy with these limits. */
    public AgentSettings limits(TurnLimits value) {
        Change change = new Change(this);
        change.limits = value;
        return change.settings();
    }

    /** A copy whose servers are run like this. */
    public AgentSettings server(ServerSettings value) {
        Change change = new Change(this);
        change.server = value;
        return change.settings();
    }

    /** A copy that keeps sessions so long. */
    public AgentSettings keepSessions(Duration value) {
        Change change = new Change(this);
        change.keepSessions = value;
        return change.settings();
    }

    /** A copy whose servers take this over from their surroundings. */
    public AgentSettings environment(ServerEnvironment value) {
        Change change = new Change(this);
        change.environment = value;
        return change.settings();
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "AgentSettings[command=" + command + ", url=" + url + ", model=" + model + ", stateDir=" + stateDir
                + "]";
    }
}
