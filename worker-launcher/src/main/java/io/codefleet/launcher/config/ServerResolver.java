package io.codefleet.launcher.config;

import static io.codefleet.launcher.config.SettingsResolver.or;

import io.codefleet.agent.ByteSize;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.ProcessLimits;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.SandboxSettings.Kind;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.launcher.config.ServerPart.ProcessLimitsPart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes the settings of OpenCode servers of our own. */
final class ServerResolver {
    private static final String SECTION = "opencode.server.";
    private static final int MAX_NICE = 19;
    /** OpenCode opens a hundred before it has a session. */
    private static final int MIN_OPEN_FILES = 256;

    private final WorkerFile file;
    private final ServerPart server;

    private ServerResolver(WorkerFile file) {
        this.file = file;
        this.server = file.opencode().server();
    }

    /**
     * Returns the settings of the OpenCode server.
     *
     * @param workspaces how the folders of tasks are made
     */
    static ServerSettings resolve(WorkerFile file, WorkspaceSettings workspaces) {
        return new ServerResolver(file).settings(workspaces);
    }

    private ServerSettings settings(WorkspaceSettings workspaces) {
        int instances = from(1, ServerSettings.MAX_INSTANCES, "instances", or(server.instances(), 1));
        boolean fixedPort = or(file.opencode().port(), 0) != 0;
        if (fixedPort && (instances > 1 || server.maxSessions() != null || server.maxAge() != null)) {
            throw ConfigException.of(
                    "opencode.port",
                    "is fixed, and several servers run at once with instances, max_sessions or max_age; leave it out");
        }
        RecyclingLimits recycling = recycling(instances);
        return new ServerSettings(
                instances,
                fixedPort
                        ? new RecyclingLimits(
                                OptionalLong.empty(), OptionalInt.empty(), Optional.empty(), recycling.drainTimeout())
                        : recycling,
                Boolean.TRUE.equals(server.strictVersion()),
                sandbox(workspaces),
                limits(server.limits()),
                maxAnswerTokens());
    }

    private OptionalInt maxAnswerTokens() {
        Integer most = file.opencode().maxTokens();
        if (most == null) {
            return OptionalInt.empty();
        }
        if (most < 1) {
            throw ConfigException.of("opencode.max_tokens", "is " + most + ", must be at least 1");
        }
        return OptionalInt.of(most);
    }

    private RecyclingLimits recycling(int instances) {
        ByteSize together = file.worker().resources().maxMemory();
        long fallback = together == null
                ? RecyclingLimits.DEFAULT.maxMemoryBytes().orElseThrow()
                : positive("worker.resources.max_memory", together.bytes()) / instances;
        long memory = server.maxMemory() == null
                ? fallback
                : positive(SECTION + "max_memory", server.maxMemory().bytes());
        return new RecyclingLimits(
                OptionalLong.of(memory),
                server.maxSessions() == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(from(1, Integer.MAX_VALUE, "max_sessions", server.maxSessions())),
                Optional.ofNullable(server.maxAge()).map(age -> positive("max_age", age)),
                positive("drain_timeout", or(server.drainTimeout(), RecyclingLimits.DEFAULT.drainTimeout())));
    }

    private SandboxSettings sandbox(WorkspaceSettings workspaces) {
        Kind kind = LogSettings.constant(SECTION + "sandbox", Kind.class, or(server.sandbox(), "none"));
        List<Path> writable = new ArrayList<>(or(server.sandboxWrite(), List.<Path>of()));
        workspaces.root().ifPresent(writable::add);
        Path keys = file.broker().payloadKeyFile();
        return new SandboxSettings(
                kind,
                or(server.sandboxRead(), List.<Path>of()),
                writable,
                keys == null ? List.of() : List.of(keys),
                Optional.of(workspaces.stateDir()));
    }

    private static ProcessLimits limits(ProcessLimitsPart limits) {
        return new ProcessLimits(
                atMost(0, MAX_NICE, "limits.nice", limits.nice()),
                atMost(MIN_OPEN_FILES, Integer.MAX_VALUE, "limits.open_files", limits.openFiles()),
                atMost(1, Integer.MAX_VALUE, "limits.processes", limits.processes()),
                limits.fileSize() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(positive(
                                SECTION + "limits.file_size", limits.fileSize().bytes())));
    }

    private static OptionalInt atMost(int least, int most, String key, @Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(from(least, most, key, value));
    }

    private static int from(int least, int most, String key, int value) {
        if (value < least || value > most) {
            throw ConfigException.of(
                    SECTION + key,
                    "is " + value + ", must be "
                            + (most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most));
        }
        return value;
    }

    private static long positive(String key, long bytes) {
        if (bytes == 0) {
            throw ConfigException.of(key, "is zero, must be larger");
        }
        return bytes;
    }

    private static Duration positive(String key, Duration value) {
        if (value.isZero()) {
            throw ConfigException.of(SECTION + key, "is zero, must be longer");
        }
        return value;
    }
}
