package io.codefleet.launcher.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code opencode}: the agent.
 *
 * @param command the program to start, by default {@code opencode}
 * @param url a server that runs already, in place of one of our own
 * @param username the user of that server
 * @param password the password of that server
 * @param model the model of a task that names none, as {@code provider/name}, or a well-known name alone
 * @param port the port of our own server; absent or 0: a free one
 * @param stateDir where it keeps its sessions
 * @param config a configuration file of OpenCode's own
 * @param projectConfig whether it reads the configuration in a project
 * @param maxTokens the most tokens that a model answers with at a time
 * @param server how servers of our own are run
 */
public record OpenCodePart(
        @Nullable String command,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String model,
        @Nullable Integer port,
        @Nullable Path stateDir,
        @Nullable Path config,
        @Nullable Boolean projectConfig,
        @Nullable Integer maxTokens,
        ServerPart server) {
    /** Returns all values but the password. */
    @Override
    public String toString() {
        return "OpenCodePart[command=" + command + ", url=" + url + ", model=" + model + "]";
    }
}
