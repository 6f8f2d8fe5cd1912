package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.broker.LoopbackHost;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.launcher.cli.output.LogRelay;
import io.codefleet.launcher.cli.output.Logging;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.ControlResolver;
import io.codefleet.launcher.config.ControlSettings;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.demo.SampleProject;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole fleet in one process: a broker, a control plane with its gateway, and a worker. */
@Command(
        name = "dev",
        sortOptions = false,
        description = {
            "Runs a whole fleet in one process: a broker in a folder, a control plane with its dashboard and gateway, and a "
                    + "worker on the real OpenCode.",
            "At a terminal with a display it opens the dashboard in your web browser.",
            "Without --model a small server plays the model from a script, so that no account is needed. What is submitted "
                    + "is there again at the next start; other commands of this machine reach the fleet by the same "
                    + "folder, other machines by the gateway."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "2:wrong flag, no OpenCode, or a port that is taken"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet dev                                   with a sample project",
            "  codefleet dev --ask edit,bash                   you approve each change and command in the dashboard",
            "  codefleet dev --model anthropic/claude-sonnet-4-0 --workspace-root ~/src"
        })
final class DevCommand implements Callable<Integer> {
    /** How many runs of workflows it drives at once. */
    private static final int RUNS = 20;

    private final CommandContext around;

    @Mixin
    private final ListenFlags listen = new ListenFlags();

    @Mixin
    private final TlsFlags tls = new TlsFlags();

    @Mixin
    private final DevAgentFlags agentFlags = new DevAgentFlags();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where tasks and keys are kept. Default: ~/.codefleet/dev")
    private @Nullable Path data;

    @Option(names = "--in-memory", description = "Keep nothing: what is submitted is gone when it ends.")
    private boolean inMemory;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PROVIDER/NAME",
            description = "A real model, with your own OpenCode configuration. Default: a scripted one")
    private @Nullable String model;

    @Option(
            names = "--opencode",
            paramLabel = "COMMAND",
            description = "The OpenCode to start. Default: $$CODEFLEET_OPENCODE, else opencode")
    private @Nullable String opencode;

    @Option(names = "--no-open", description = "Do not open the dashboard in a web browser; only print its link.")
    private boolean noOpen;

    DevCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Logging.forRelay();
        String uri = brokerUri();
        ConfigLayer.Values flags = listen.layer();
        tls.put(flags);
        ControlSettings settings = ControlResolver.resolve(flags.layer());
        ConfigLayer said = agentFlags.layer();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        TerminationSignals.onStop(() -> stopped.complete(true));
        String command = opencode != null ? opencode : around.variable("CODEFLEET_OPENCODE");
        DemoPlan plan = new DemoPlan(command == null ? "opencode" : command, Optional.ofNullable(model));
        try (Tracing tracing = around.tracing(ProcessKind.SERVER);
                DemoStage stage = DemoStage.set(plan);
                LocalFleet fleet = LocalFleet.connect(
                        stage.vertx(), tracing.submits(CodefleetOptions.of(uri)), settings.options())) {
            listen.createKey(around, fleet.control(), settings);
            int port = listen.announce(around, fleet.control(), settings);
            sayHowToJoin(fleet.control(), settings.options(), port, uri);
            Runnable whenReady = () -> open(fleet.control(), settings.options(), port);
            work(stage, fleet, tracing.attempts(settings(stage, said)), stopped, whenReady);
        }
        return ExitCode.OK;
    }

    private String brokerUri() {
        if (inMemory && data != null) {
            throw new CommandFailure("--in-memory keeps nothing, and --data says where to keep it; give one of them");
        }
        Path folder = data != null ? data : Path.of(System.getProperty("user.home"), ".codefleet", "dev");
        return inMemory ? "memory:dev" : LocalFleet.brokerIn(folder);
    }

    private void sayHowToJoin(ControlServer control, ControlOptions options, int port, String uri) {
        PrintStream out = around.terminal().out();
        String host = options.host();
        boolean isAnyAddress = host.equals("0.0.0.0") || host.equals("::");
        String address =
                isAnyAddress ? control.address(port).replace(host, CommandContext.hostName()) : control.address(port);
        out.println("Join:      CODEFLEET_API_KEY=KEY codefleet worker --broker " + address);
        if (inMemory) {
            ApiKeys.IssuedKey key = FleetSession.await(control.keys()
                    .issue("dev-worker", Role.WORKER, Optional.of(Instant.now().plus(Duration.ofDays(1)))));
            out.println("           with the KEY " + key.token());
        } else {
            out.println("           with a KEY of 'codefleet keys create NAME --role worker --broker " + uri + "'");
        }
        if (options.tls().isEmpty() && !LoopbackHost.matches(host)) {
            out.println(
                    "           after a start with --tls-cert and --tls-key: keys go to other machines by https only");
        }
    }

    /** Opens the dashboard for the person at the terminal, by another link than the printed one: each signs in once. */
    private void open(ControlServer control, ControlOptions options, int port) {
        if (!noOpen && LoopbackHost.matches(options.host())) {
            WebBrowser.of(around).ifPresent(browser -> browser.open(FleetSession.await(control.loginLink(port))));
        }
    }

    private static WorkerSettings settings(DemoStage stage, ConfigLayer said) {
        WorkerSettings settings = stage.worker("dev-worker", "java", said);
        return settings.worker(settings.worker()
                .workflows(WorkerOptions.create().id("dev-workflows").concurrency(RUNS)));
    }

    private void work(
            DemoStage stage,
            LocalFleet fleet,
            WorkerSettings settings,
            CompletableFuture<Boolean> stopped,
            Runnable whenReady) {
        String id = settings.worker().options().id();
        try (LogRelay relay = Logging.relay(stage.vertx(), fleet.client(), id);
                LocalFleet.LocalWorker worker =
                        fleet.startWorker(OpenCodeAgent::start, settings, () -> stopped.complete(true))) {
            if (agentFlags.sample()) {
                // It goes with the folder of the stage.
                Path sample = SampleProject.unpack(stage.projects()).folder();
                around.terminal().out().println("Project:   " + sample + ", a sample with a bug");
            }
            around.terminal().out().println("The worker " + id + " takes tasks. Ctrl-C ends it all.");
            whenReady.run();
            stopped.join();
        }
    }
}
