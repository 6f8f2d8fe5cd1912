package io.codefleet.launcher.command;

import io.codefleet.launcher.config.WorkerFile;
import io.codefleet.launcher.config.WorkerFile.MonitoringPart;
import io.codefleet.launcher.config.WorkerFile.OpenCodePart;
import io.codefleet.launcher.config.WorkerFile.ResourcesPart;
import io.codefleet.launcher.config.WorkerFile.WorkerPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A worker's configuration as flags, a layer over its file; a mixin. */
final class WorkerFlags {
    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Its name in the fleet. Default: the host's, and a random end")
    private @Nullable String id;

    @Option(
            names = {"-c", "--capability"},
            paramLabel = "NAME",
            split = ",",
            description = "What it offers; tasks may require it.")
    private @Nullable List<String> capabilities;

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            split = ",",
            description = "The types of tasks that it takes. Default: all")
    private @Nullable List<String> types;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "Free words, shown by 'codefleet workers --json'.")
    private @Nullable Map<String, String> labels;

    @Option(names = "--concurrency", paramLabel = "N", description = "How many tasks it runs at once. Default: 1")
    private @Nullable Integer concurrency;

    @Option(
            names = "--workflows",
            paramLabel = "N",
            description = "How many runs of workflows it drives at once, beside its tasks. Default: 0")
    private @Nullable Integer workflows;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "DURATION",
            description = "The longest that it lets one attempt run, whatever the task allows.")
    private @Nullable Duration attemptTimeout;

    @Option(
            names = "--workspace-root",
            paramLabel = "FOLDER",
            description = "Where relative projects are looked up; with it, all projects must lie in it.")
    private @Nullable String workspaceRoot;

    @Option(
            names = "--share-project",
            description = "Let several tasks work in one project folder at once; without it they take turns.")
    private @Nullable Boolean shareProject;

    @Option(
            names = "--drain-timeout",
            paramLabel = "DURATION",
            description = "How long running tasks may finish when it is told to leave; then they are handed back. "
                    + "Default: 30s")
    private @Nullable Duration drainTimeout;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description = "How long after its last sign of life another worker takes its tasks. Default: 30s")
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
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace. Default: info")
    private @Nullable String logLevel;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "plain or json. Default: plain")
    private @Nullable String logFormat;

    WorkerFile layer(Surroundings around) {
        String name = id != null ? id : around.variable("CODEFLEET_WORKER_ID");
        String offers = around.variable("CODEFLEET_CAPABILITIES");
        List<String> offered = capabilities != null ? capabilities : offers == null ? null : List.of(offers);
        String command = opencode != null ? opencode : around.variable("CODEFLEET_OPENCODE");
        return new WorkerFile(
                new WorkerPart(
                        name,
                        offered,
                        types,
                        labels,
                        new ResourcesPart(concurrency, attemptTimeout, null, workflows),
                        workspaceRoot,
                        shareProject,
                        drainTimeout,
                        lease),
                null,
                new OpenCodePart(command, opencodeUrl, null, null, model, null, stateDir, opencodeConfig, null),
                null,
                null,
                new MonitoringPart(logLevel, logFormat, null, null));
    }
}
