package io.codefleet.launcher.cli.command;

import io.codefleet.launcher.config.ConfigLayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A worker's configuration as flags, a layer over its file; a mixin. */
final class WorkerFlags {
    static final String ID_VARIABLE = "CODEFLEET_WORKER_ID";
    static final String CAPABILITIES_VARIABLE = "CODEFLEET_CAPABILITIES";
    static final String OPENCODE_VARIABLE = "CODEFLEET_OPENCODE";

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The worker's id in the fleet. Default: the host's name and a random end")
    private @Nullable String id;

    @Option(
            names = {"-c", "--capability"},
            paramLabel = "NAME",
            split = ",",
            description = "The capabilities that the worker offers; tasks may require them.")
    private @Nullable List<String> capabilities;

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            split = ",",
            description = "The types of tasks that the worker takes. Default: all")
    private @Nullable List<String> types;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "A label, shown by 'codefleet workers --json'.")
    private @Nullable Map<String, String> labels;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many tasks the worker runs at once. Default: 1")
    private @Nullable Integer concurrency;

    @Option(
            names = "--workflows",
            paramLabel = "N",
            description = "How many runs of workflows the worker drives at once, and how many consensuses it holds, "
                    + "besides its tasks. Default: 0")
    private @Nullable Integer workflows;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "DURATION",
            description = "The time limit of one attempt, whatever the task allows.")
    private @Nullable Duration attemptTimeout;

    @Option(
            names = "--workspace-root",
            paramLabel = "FOLDER",
            description = "Where projects that are folders must lie, and relative ones are looked up. "
                    + "Default: none, only repositories are taken")
    private @Nullable String workspaceRoot;

    @Option(
            names = "--share-project",
            description = "Let several tasks work in one project folder at once; without it they take turns.")
    private @Nullable Boolean shareProject;

    @Option(
            names = "--drain-timeout",
            paramLabel = "DURATION",
            description = "How long running tasks may take to finish when the worker leaves; then it hands them back. "
                    + "Default: 30s")
    private @Nullable Duration drainTimeout;

    @Option(
            names = "--idle-shutdown",
            paramLabel = "DURATION",
            description = "Leave after this time without a task. Default: never")
    private @Nullable Duration idleShutdown;

    @Option(
            names = "--termination-file",
            paramLabel = "FILE",
            description = "Hand back all tasks at once and leave when this file is created or touched.")
    private @Nullable String terminationFile;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description = "How long after its last sign of life the worker loses its tasks. Default: 30s")
    private @Nullable Duration lease;

    @Option(names = "--opencode", paramLabel = "COMMAND", description = "The OpenCode to start. Default: opencode")
    private @Nullable String opencode;

    @Option(names = "--opencode-url", paramLabel = "URL", description = "A running OpenCode server to use instead.")
    private @Nullable String opencodeUrl;

    @Option(names = "--opencode-config", paramLabel = "FILE", description = "A configuration file of OpenCode's own.")
    private @Nullable String opencodeConfig;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PROVIDER/NAME",
            description = "The model of tasks that name none. Default: OpenCode's")
    private @Nullable String model;

    @Option(
            names = "--state-dir",
            paramLabel = "FOLDER",
            description = "Where OpenCode keeps its sessions. Default: "
                    + "~/.codefleet/workers/ID, or without --id a temporary folder")
    private @Nullable String stateDir;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Show /metrics, /health/live and /health/ready by HTTP at this port. Default: off")
    private @Nullable Integer metricsPort;

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            description = "The address to listen at, 0.0.0.0 for all. Default: 127.0.0.1")
    private @Nullable String metricsHost;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace. Default: info")
    private @Nullable String logLevel;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "plain or json. Default: plain")
    private @Nullable String logFormat;

    /** Returns the merged settings: flags override the environment. */
    ConfigLayer layer(CommandContext around) {
        return flags().over(variables(around));
    }

    private ConfigLayer flags() {
        return ConfigLayer.values()
                .put("worker.id", id, "--id")
                .put("worker.capabilities", capabilities, "--capability")
                .put("worker.types", types, "--type")
                .put("worker.labels", labels, "--label")
                .put("worker.resources.max_concurrent", concurrency, "--concurrency")
                .put("worker.resources.max_workflows", workflows, "--workflows")
                .put("worker.resources.timeout", attemptTimeout, "--attempt-timeout")
                .put("worker.workspace_root", workspaceRoot, "--workspace-root")
                .put("worker.share_project", shareProject, "--share-project")
                .put("worker.drain_timeout", drainTimeout, "--drain-timeout")
                .put("worker.lease", lease, "--lease")
                .put("worker.idle_shutdown", idleShutdown, "--idle-shutdown")
                .put("worker.termination_file", terminationFile, "--termination-file")
                .put("opencode.command", opencode, "--opencode")
                .put("opencode.url", opencodeUrl, "--opencode-url")
                .put("opencode.config", opencodeConfig, "--opencode-config")
                .put("opencode.model", model, "--model")
                .put("opencode.state_dir", stateDir, "--state-dir")
                .put("monitoring.metrics_port", metricsPort, "--metrics-port")
                .put("monitoring.metrics_host", metricsHost, "--metrics-host")
                .put("monitoring.log_level", logLevel, "--log-level")
                .put("monitoring.log_format", logFormat, "--log-format")
                .layer();
    }

    private static ConfigLayer variables(CommandContext around) {
        return ConfigLayer.values()
                .put("worker.id", around.variable(ID_VARIABLE), ID_VARIABLE)
                .put("worker.capabilities", around.variable(CAPABILITIES_VARIABLE), CAPABILITIES_VARIABLE)
                .put("opencode.command", around.variable(OPENCODE_VARIABLE), OPENCODE_VARIABLE)
                .layer();
    }
}
