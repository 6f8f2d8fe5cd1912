package io.codefleet.launcher.config;

import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings.Kind;
import io.codefleet.launcher.config.ServerPart.ProcessLimitsPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds the keys that a worker with {@code opencode.url} cannot apply, as it does not start the server. */
final class ExternalServerCheck {
    private ExternalServerCheck() {}

    /**
     * Returns a warning that names the keys without effect. The list is empty without such keys, and without {@code opencode.url}.
     *
     * @throws ConfigException if the file asks for a sandbox, which the server would run without
     */
    static List<String> warnings(OpenCodePart opencode, ServerSettings server) {
        if (opencode.url() == null) {
            return List.of();
        }
        if (server.sandbox().kind() != Kind.NONE) {
            throw ConfigException.of(
                    "opencode.server.sandbox",
                    "is for a server that the worker starts, and opencode.url names one that runs already; leave out one of "
                            + "them, and start that server in a sandbox");
        }
        List<String> ignored = ignored(opencode);
        return ignored.isEmpty()
                ? List.of()
                : List.of("opencode.url names a server that runs already; without effect are "
                        + String.join(", ", ignored));
    }

    private static List<String> ignored(OpenCodePart opencode) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("opencode.command", opencode.command());
        given.put("opencode.port", opencode.port());
        given.put("opencode.config", opencode.config());
        given.put("opencode.project_config", opencode.projectConfig());
        given.put("opencode.max_tokens", opencode.maxTokens());
        ServerPart server = opencode.server();
        given.put("opencode.server.instances", server.instances());
        given.put("opencode.server.max_memory", server.maxMemory());
        given.put("opencode.server.max_sessions", server.maxSessions());
        given.put("opencode.server.max_age", server.maxAge());
        given.put("opencode.server.drain_timeout", server.drainTimeout());
        ProcessLimitsPart limits = server.limits();
        given.put("opencode.server.limits.nice", limits.nice());
        given.put("opencode.server.limits.open_files", limits.openFiles());
        given.put("opencode.server.limits.processes", limits.processes());
        given.put("opencode.server.limits.file_size", limits.fileSize());
        given.values().removeIf(Objects::isNull);
        return List.copyOf(given.keySet());
    }
}
