package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.worker.ShutdownReason;
import io.codefleet.agent.worker.WorkerProcess;
import io.codefleet.control.ControlServer;
import io.codefleet.launcher.config.ControlResolver;
import io.codefleet.launcher.config.ControlSettings;
import io.codefleet.launcher.config.WorkerSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole fleet in one process: a broker, a control plane and a worker. */
@Command(
        name = "dev",
        sortOptions = false,
        description = {
            "Runs a whole fleet in one process: a broker in memory, a control plane with its dashboard, and a worker on the "
                    + "real OpenCode.",
            "Without --model a small server plays the model from a script, so that no account is needed. What is submitted "
                    + "is gone when it ends."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "2:wrong flag, no OpenCode, or a port that is taken"})
final class DevCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final ListenFlags listen = new ListenFlags();

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

    DevCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        ControlSettings settings = ControlResolver.resolve(listen.layer().layer());
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        TerminationSignals.onStop(() -> stopped.complete(true));
        String command = opencode != null ? opencode : around.variable("CODEFLEET_OPENCODE");
        DemoPlan plan = new DemoPlan(command == null ? "opencode" : command, Optional.ofNullable(model));
        try (DemoStage stage = DemoStage.set(plan)) {
            CodefleetClient fleet =
                    FleetSession.await(Codefleet.connect(stage.vertx(), CodefleetOptions.of("memory:dev")));
            ControlServer control = ControlServer.on(stage.vertx(), fleet, settings.options());
            listen.createKey(around, control, settings);
            listen.announce(around, control, settings);
            try {
                withWorker(stage, fleet, stopped);
            } finally {
                FleetSession.await(control.close().map(true));
                FleetSession.await(fleet.close().map(true));
            }
        }
        return ExitCode.OK;
    }

    private void withWorker(DemoStage stage, CodefleetClient fleet, CompletableFuture<Boolean> stopped) {
        WorkerSettings settings = stage.worker("dev-worker", "java");
        Agent agent = FleetSession.await(OpenCodeAgent.start(stage.vertx(), settings.agent()));
        try {
            WorkerProcess worker = FleetSession.await(WorkerProcess.join(
                    stage.vertx(), fleet, settings.worker(), agent, List.of(), reason -> stopped.complete(true)));
            around.terminal()
                    .out()
                    .println("The worker " + settings.worker().options().id() + " takes tasks. Ctrl-C ends it all.");
            stopped.join();
            FleetSession.await(worker.shutDown(ShutdownReason.SIGNAL).map(true));
        } finally {
            FleetSession.await(agent.close().map(true));
        }
    }
}
