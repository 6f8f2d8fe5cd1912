package io.codefleet.launcher.config;

import io.codefleet.Task;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerEnvironment;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.ShutdownSettings;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.WorkerPart.ResourcesPart;
import io.codefleet.micrometer.server.MonitoringSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes settings of the merged layers: checks each value, puts in defaults, finds the folders. */
public final class SettingsResolver {
    /** The keys of what {@link WorkerOptions} checks, by the names that it gives them. */
    private static final Map<String, String> OPTION_KEYS = Map.of(
            "worker.concurrency", "worker.resources.max_concurrent",
            "worker.heartbeat", "monitoring.report_interval",
            "worker.drainTimeout", "worker.drain_timeout");

    private final String hostName;
    private final Path stateRoot;

    /**
     * Creates a resolver of settings.
     *
     * @param hostName the machine's name, for the default id
     * @param stateRoot the folder that workers with an id of their own keep their state in, by default
     */
    public SettingsResolver(String hostName, Path stateRoot) {
        this.hostName = hostName;
        this.stateRoot = stateRoot;
    }

    /**
     * Returns the settings of a worker.
     *
     * @throws ConfigException if a key is unknown or a value cannot be used; the message names it and where it came from
     */
    public WorkerSettings resolve(ConfigLayer merged) {
        return merged.resolve(file -> resolve(file, merged));
    }

    private WorkerSettings resolve(WorkerFile file, ConfigLayer merged) {
        WorkerPart worker = file.worker();
        ResourcesPart resources = worker.resources();
        MonitoringPart monitoring = file.monitoring();
        WorkerOptions options = options(worker, resources, monitoring);
        OpenCodeSettings agent = agent(file, options.id(), worker.id() != null);
        WorkspaceSettings workspaces = WorkspaceResolver.resolve(
                worker, file.workspace(), agent.stateDir(), GuardedFiles.of(file, merged.folders()));
        ServerSettings server = ServerResolver.resolve(file, workspaces);
        return new WorkerSettings(
                BrokerAddress.options(file),
                new AgentWorkerSettings(
                        options,
                        workflows(resources, options),
                        types(worker),
                        Optional.ofNullable(resources.timeout())
                                .map(limit -> positive("worker.resources.timeout", limit)),
                        workspaces,
                        new ShutdownSettings(
                                Optional.ofNullable(worker.idleShutdown())
                                        .map(limit -> positive("worker.idle_shutdown", limit)),
                                Optional.ofNullable(worker.terminationFile())),
                        TranscriptResolver.resolve(file.sessions())),
                agent.server(server)
                        .environment(new ServerEnvironment(
                                Boolean.TRUE.equals(file.opencode().projectConfig()), merged.secretVariables())),
                monitoring(monitoring),
                logs(monitoring),
                warnings(file.opencode(), workspaces, server));
    }

    private static Optional<WorkerOptions> workflows(ResourcesPart resources, WorkerOptions worker) {
        int number = resources.maxWorkflows() == null ? 0 : resources.maxWorkflows();
        if (number < 0 || number > WorkerOptions.MAX_CONCURRENCY) {
            throw ConfigException.of(
                    "worker.resources.max_workflows",
                    "is " + number + ", must be from 0 to " + WorkerOptions.MAX_CONCURRENCY);
        }
        return number == 0
                ? Optional.empty()
                : Optional.of(worker.id(worker.id() + "-workflows")
                        .capabilities(List.of())
                        .concurrency(number));
    }

    private WorkerOptions options(WorkerPart worker, ResourcesPart resources, MonitoringPart monitoring) {
        try {
            WorkerOptions options = WorkerOptions.create()
                    .id(worker.id() == null ? defaultId() : worker.id())
                    .capabilities(names(worker.capabilities()))
                    .concurrency(or(resources.maxConcurrent(), 1))
                    .labels(labels(worker.labels()));
            if (worker.drainTimeout() != null) {
                options = options.drainTimeout(worker.drainTimeout());
            }
            if (worker.lease() != null) {
                options = options.lease(worker.lease());
            }
            return monitoring.reportInterval() == null ? options : options.heartbeat(monitoring.reportInterval());
        } catch (InvalidInputException e) {
            throw ConfigException.of(OPTION_KEYS.getOrDefault(e.field(), e.field()), e.fault(), e);
        }
    }

    private String defaultId() {
        String host = hostName.replaceAll("[^A-Za-z0-9.-]", "-").replaceAll("^[.-]+", "");
        String suffix = String.format("%04x", ThreadLocalRandom.current().nextInt(0x10000));
        return (host.isEmpty() ? "worker" : host) + "-" + suffix;
    }

    private Map<String, String> labels(@Nullable Map<String, String> given) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("host", hostName);
        labels.put("pid", String.valueOf(ProcessHandle.current().pid()));
        labels.putAll(given == null ? Map.of() : given);
        return labels;
    }

    private static SortedSet<String> types(WorkerPart worker) {
        TreeSet<String> types = new TreeSet<>(names(worker.types()));
        try {
            Task checked = Task.of("check");
            for (String type : types) {
                checked = checked.type(type);
            }
        } catch (CodefleetException e) {
            throw ConfigException.of("worker.types", e.getMessage(), e);
        }
        return Collections.unmodifiableSortedSet(types);
    }

    /** Returns the names of a list. One text may hold several with commas between, as an environment variable does. */
    private static List<String> names(@Nullable List<String> given) {
        return given == null
                ? List.of()
                : given.stream()
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
    }

    private OpenCodeSettings agent(WorkerFile file, String workerId, boolean named) {
        OpenCodePart opencode = file.opencode();
        boolean temporary = opencode.stateDir() == null && !named;
        Path stateDir = opencode.stateDir() != null
                ? opencode.stateDir()
                : temporary
                        ? Path.of(System.getProperty("java.io.tmpdir"), "codefleet-" + workerId)
                        : stateRoot.resolve(workerId.replace('/', '_'));
        return new OpenCodeSettings(
                        or(opencode.command(), "opencode"),
                        Optional.ofNullable(opencode.url()).map(SettingsResolver::httpUri),
                        Optional.ofNullable(opencode.username()),
                        Optional.ofNullable(opencode.password()),
                        Optional.ofNullable(opencode.model()).map(QualifiedModelName::of),
                        port("opencode.port", or(opencode.port(), 0)),
                        stateDir.toAbsolutePath().normalize(),
                        temporary,
                        Optional.ofNullable(opencode.config())
                                .map(config -> ConfigPaths.file("opencode.config", config)),
                        GuardResolver.permissions(file.permissions()),
                        GuardResolver.limits(file.limits()))
                .keepSessions(positive("sessions.keep", or(file.sessions().keep(), OpenCodeSettings.KEEP_SESSIONS)));
    }

    private static LogSettings logs(MonitoringPart monitoring) {
        return new LogSettings(
                LogSettings.constant(
                        "monitoring.log_level", LogSettings.Level.class, or(monitoring.logLevel(), "info")),
                LogSettings.constant(
                        "monitoring.log_format", LogSettings.Format.class, or(monitoring.logFormat(), "plain")));
    }

    private static List<String> warnings(OpenCodePart opencode, WorkspaceSettings workspaces, ServerSettings server) {
        List<String> warnings = new ArrayList<>(ExternalServerCheck.warnings(opencode, server));
        if (server.sandbox().kind() != ServerSettings.SandboxSettings.Kind.NONE
                && workspaces.mode() == WorkspaceSettings.Mode.IN_PLACE
                && server.sandbox().writable().isEmpty()) {
            warnings.add("in the sandbox, tasks cannot change the folders that they name: set worker.workspace_root, "
                    + "workspace.mode: copy or opencode.server.sandbox_write");
        }
        return List.copyOf(warnings);
    }

    private static URI httpUri(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw ConfigException.of("opencode.url", "is not a URL; write http://host:port", e);
        }
        throw ConfigException.of("opencode.url", "is not an http URL; write http://host:port");
    }

    private static MonitoringSettings monitoring(MonitoringPart monitoring) {
        return new MonitoringSettings(
                Optional.ofNullable(monitoring.metricsPort()).map(port -> port("monitoring.metrics_port", port)),
                or(monitoring.metricsHost(), MonitoringSettings.DEFAULT_HOST));
    }

    static int port(String key, int port) {
        if (port < 0 || port > 65_535) {
            throw ConfigException.of(key, "is " + port + ", must be from 0 to 65535; 0 takes a free one");
        }
        return port;
    }

    private static Duration positive(String key, Duration value) {
        if (value.isZero()) {
            throw ConfigException.of(key, "is zero, must be longer");
        }
        return value;
    }

    static <T> T or(@Nullable T value, T fallback) {
        return value == null ? fallback : value;
    }
}
