package io.codefleet.agent.opencode.settings;

import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings by which a worker runs OpenCode, or reaches a server of it. Immutable; each method that takes an argument returns
 * a changed copy.
 *
 * @param command the program to start
 * @param url an external server, in place of one that the worker starts
 * @param username the user of that server
 * @param password the password of that server
 * @param model the model of a task that names none, as {@code provider/name}
 * @param port the port of our own server; 0: a free one
 * @param stateDir where it keeps its sessions
 * @param temporaryState whether that folder is to be removed at the end
 * @param configFile a configuration file of OpenCode's own
 * @param permissions what the agent may do
 * @param limits what ends a turn
 * @param server how servers of our own are run
 * @param keepSessions how long a session is kept after its last turn
 * @param environment what servers of our own take over from their surroundings
 */
public record OpenCodeSettings(
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

    /**
     * Creates settings with {@link ServerSettings#DEFAULT}, {@link ServerEnvironment#DEFAULT} and
     * {@link #KEEP_SESSIONS}.
     */
    public OpenCodeSettings(
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

    /**
     * Returns the settings of a server that the worker starts, with the model of OpenCode's configuration,
     * {@link PermissionSettings#DEFAULT} and {@link TurnLimits#DEFAULT}. OpenCode reads the configuration of the
     * worker's user unless {@link #configFile} names another.
     *
     * @param command the program to start, a path or a name on the search path
     * @param stateDir where it keeps its sessions; no other worker uses it
     */
    public static OpenCodeSettings of(String command, Path stateDir) {
        return new OpenCodeSettings(
                command,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                stateDir,
                false,
                Optional.empty(),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
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

        Change(OpenCodeSettings settings) {
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

        OpenCodeSettings settings() {
            return new OpenCodeSettings(
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

    /** Returns a copy that uses the server at this URL. */
    public OpenCodeSettings url(URI value) {
        Change change = new Change(this);
        change.url = Optional.of(value);
        return change.settings();
    }

    /** Returns a copy with this model, as {@code provider/name}, for tasks that name none. */
    public OpenCodeSettings model(String value) {
        Change change = new Change(this);
        change.model = Optional.of(value);
        return change.settings();
    }

    /** Returns a copy with this configuration file of OpenCode in place of that of the worker's user. */
    public OpenCodeSettings configFile(Path value) {
        Change change = new Change(this);
        change.configFile = Optional.of(value);
        return change.settings();
    }

    /** Returns a copy with another state folder. */
    public OpenCodeSettings stateDir(Path value) {
        Change change = new Change(this);
        change.stateDir = value;
        return change.settings();
    }

    /** Returns a copy with these permissions. */
    public OpenCodeSettings permissions(PermissionSettings value) {
        Change change = new Change(this);
        change.permissions = value;
        return change.settings();
    }

    /** Returns a copy with these limits. */
    public OpenCodeSettings limits(TurnLimits value) {
        Change change = new Change(this);
        change.limits = value;
        return change.settings();
    }

    /** Returns a copy with these settings of the servers. */
    public OpenCodeSettings server(ServerSettings value) {
        Change change = new Change(this);
        change.server = value;
        return change.settings();
    }

    /** Returns a copy that keeps sessions this long. */
    public OpenCodeSettings keepSessions(Duration value) {
        Change change = new Change(this);
        change.keepSessions = value;
        return change.settings();
    }

    /** Returns a copy whose servers inherit this part of the worker's environment. */
    public OpenCodeSettings environment(ServerEnvironment value) {
        Change change = new Change(this);
        change.environment = value;
        return change.settings();
    }

    /** Returns all settings but the password. */
    @Override
    public String toString() {
        return "OpenCodeSettings[command=" + command + ", url=" + url + ", model=" + model + ", stateDir=" + stateDir
                + "]";
    }
}
