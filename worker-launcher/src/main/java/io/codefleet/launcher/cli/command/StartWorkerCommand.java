package io.codefleet.launcher.cli.command;

import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.worker.ShutdownReason;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.SettingsResolver;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import io.codefleet.launcher.tracing.TracingVariables;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker until it leaves. */
@Command(
        name = "worker",
        sortOptions = false,
        description = {
            "Runs a worker: starts OpenCode, takes tasks of the fleet, and runs each as a session of its own.",
            "Its log is its output. On SIGTERM or Ctrl-C it takes nothing new, lets running tasks finish within "
                    + "--drain-timeout, hands back the others, stops OpenCode, and ends with 0; a second signal "
                    + "ends it at once, and the fleet gets its tasks back when their leases run out."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it shut down gracefully",
            "75:the same, and is to be started again: 'codefleet workers restart'",
            "2:wrong flag, bad configuration, no broker, no OpenCode, or an unexpected error",
            "130:a second signal ended it at once"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet worker --capability java --concurrency 2",
            "  codefleet worker --broker 'redis://USER@HOST?passwordFile=FILE' --config worker.yml",
            "",
            "The file, of which each key may be left out; flags win over variables",
            "(CODEFLEET_BROKER, _NAMESPACE, _CONFIG, _WORKER_ID, _CAPABILITIES, _OPENCODE),",
            "and those over the file; $${NAME} and $${NAME:-default} are variables:",
            "",
            "  worker:",
            "    id: $${WORKER_ID}",
            "    capabilities: [java, review]",
            "    types: [code, analysis]            # default: all",
            "    workspace_root: /srv/projects      # without it no folder is taken as a project",
            "    share_project: false               # tasks in one folder take turns",
            "    drain_timeout: 30s",
            "    lease: 30s",
            "    idle_shutdown: 30m                 # default: never",
            "    termination_file: /run/codefleet/terminate",
            "    labels: {rack: r2}",
            "    resources: {max_concurrent: 3, timeout: 10m, max_workflows: 20}",
            "  workspace:",
            "    mode: in_place                     # or copy: a copy of the folder for each task",
            "    keep_failed: 1h",
            "    disk_quota: 20GB                   # checkouts, copies and mirrors together",
            "    git:",
            "      push: false                      # whether tasks may push to a branch",
            "      submodules: false",
            "      lfs: false",
            "      allow: [\"https://git.internal/\"] # default: repositories of all hosts",
            "      credentials:",
            "        - {url: \"https://git.internal/\", password: \"$${GIT_TOKEN}\"}",
            "  opencode:",
            "    command: opencode                  # or url: http://host:4096",
            "    model: anthropic/claude-sonnet-4-0",
            "    config: opencode.json",
            "    project_config: false              # true runs the MCP servers and plugins of projects",
            "    state_dir: /var/lib/codefleet",
            "    server:",
            "      instances: 1                     # several share the tasks; one that dies takes its own only",
            "      max_memory: 3GB                  # above it a fresh one takes over; also max_sessions, max_age",
            "      sandbox: none                    # or bubblewrap; sandbox_read, sandbox_write: [more folders]",
            "      limits: {nice: 10, open_files: 4096, processes: 2000, file_size: 4GB}",
            "  permissions:                         # the last pattern that fits counts",
            "    bash: {\"git push*\": deny, \"*deploy*\": ask}",
            "    edit: {\".github/*\": deny}",
            "    web: deny",
            "    outside: deny                      # or {\"/srv/data/*\": allow}: all else is denied",
            "    question: deny                     # or ask",
            "    approval_timeout: 10m              # for codefleet approve; without it nobody is asked",
            "  limits:                              # of one attempt",
            "    {max_cost: 2.50, max_tokens: 2000000, max_steps: 200, silence: 5m, tool_time: 30m, provider_wait: 5m}",
            "  broker: {namespace: team-a, actor: build-7, payload_key_file: payload.keys}",
            "  redis: {host: redis.internal, password: \"$${CODEFLEET_REDIS_PASSWORD}\", ssl: true}",
            "  monitoring: {log_format: json, metrics_port: 9090, metrics_host: 0.0.0.0}",
            "",
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318 sends spans, of this command and of those that submit."
        })
final class StartWorkerCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Mixin
    private final WorkerFlags flags = new WorkerFlags();

    @Option(names = "--check", description = "Check the configuration, show the merged settings, and start nothing.")
    private boolean check;

    StartWorkerCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        broker.remoteOptions(around);
        ConfigLayer merged = flags.layer(around).over(broker.merged(around));
        WorkerSettings settings = new SettingsResolver(CommandContext.hostName(), stateRoot()).resolve(merged);
        if (check) {
            show(merged, settings);
            return ExitCode.OK;
        }
        Logging.forWorker(settings.logs());
        try (Tracing tracing = Tracing.start(
                ProcessKind.WORKER, around.environment(), LoggerFactory.getLogger(StartWorkerCommand.class)::warn)) {
            ShutdownReason reason = new WorkerRun(tracing.attempts(settings), OpenCodeAgent::start).runUntilShutdown();
            return reason.startAgain() ? ExitCode.RESTART : ExitCode.OK;
        } catch (BrokerUnavailableException e) {
            throw FleetSession.unreachable(e);
        }
    }

    private void show(ConfigLayer merged, WorkerSettings settings) {
        PrintStream out = around.terminal().out();
        settings.describe().stream().map(Text::line).forEach(out::println);
        out.println(Text.line(
                "spans         " + TracingVariables.of(around.environment()).describe()));
        FileNameEncoding.warning().ifPresent(warning -> out.println("warning       " + warning));
        out.println();
        merged.describe().stream().map(Text::line).forEach(out::println);
    }

    private static Path stateRoot() {
        return Path.of(System.getProperty("user.home"), ".codefleet", "workers");
    }
}
