package io.codefleet.agent.opencode.settings;

import java.util.Set;

/**
 * Settings of what a server of OpenCode takes over from the environment and the project.
 *
 * @param projectConfig whether it reads the configuration in a project, whose MCP servers and plugins are programs; false by default
 * @param hiddenVariables the names of the worker's variables that it and its commands do not get, as they hold secrets
 */
public record ServerEnvironment(boolean projectConfig, Set<String> hiddenVariables) {
    /** No configuration of projects; nothing hidden but what every worker hides. */
    public static final ServerEnvironment DEFAULT = new ServerEnvironment(false, Set.of());

    public ServerEnvironment {
        hiddenVariables = Set.copyOf(hiddenVariables);
    }
}
