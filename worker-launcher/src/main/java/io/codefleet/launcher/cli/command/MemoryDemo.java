package io.codefleet.launcher.cli.command;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.TaskHandle;
import io.codefleet.agent.Agent;
import io.codefleet.agent.worker.ShutdownReason;
import io.codefleet.agent.worker.WorkerProcess;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.launcher.cli.output.ProgressView;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.demo.DemoTask;
import io.codefleet.launcher.demo.SampleProject;
import java.time.Duration;
import java.util.List;

/** The demo in one process: fleet, worker and submitter on a broker in memory. */
final class MemoryDemo {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final CommandContext around;
    private final DemoPlan plan;
    private final AgentStart agentStart;
    private final DemoText text;

    MemoryDemo(CommandContext around, DemoPlan plan, AgentStart agentStart) {
        this.around = around;
        this.plan = plan;
        this.agentStart = agentStart;
        this.text = new DemoText(around.terminal());
    }

    int run() {
        try (DemoStage stage = DemoStage.set(plan);
                SampleProject project = SampleProject.unpack(stage.projects())) {
            CodefleetClient fleet =
                    FleetSession.await(Codefleet.connect(stage.vertx(), CodefleetOptions.of("memory:demo")));
            ControlServer control = ControlServer.on(stage.vertx(), fleet, ControlOptions.defaults());
            try {
                int port = FleetSession.await(control.listen(0));
                text.step("The dashboard, while this runs");
                text.line(FleetSession.await(control.loginLink(port)));
                return withAgent(stage, fleet, project);
            } finally {
                FleetSession.await(control.close().map(true));
                FleetSession.await(fleet.close().map(true));
            }
        }
    }

    private int withAgent(DemoStage stage, CodefleetClient fleet, SampleProject project) {
        WorkerSettings settings = stage.worker("demo-worker", "java");
        text.step("Starting OpenCode");
        Agent agent = FleetSession.await(agentStart.start(stage.vertx(), settings.agent()));
        try {
            WorkerProcess worker = FleetSession.await(
                    WorkerProcess.join(stage.vertx(), fleet, settings.worker(), agent, List.of(), reason -> {}));
            try {
                return show(fleet, project);
            } finally {
                FleetSession.await(worker.shutDown(ShutdownReason.SIGNAL).map(true));
            }
        } finally {
            FleetSession.await(agent.close().map(true));
        }
    }

    private int show(CodefleetClient fleet, SampleProject project) {
        DemoTask demo = DemoTask.fix("java", project.folder());
        text.step("The task, on a copy of samples/projects/greeter");
        text.line(demo.task().prompt());
        text.step("What the agent does");
        Outcome outcome = waitFor(fleet, FleetSession.await(fleet.submitTask(demo.task())));
        text.ending(outcome);
        text.changes(project);
        text.figures(outcome);
        return ExitCode.of(outcome);
    }

    private Outcome waitFor(CodefleetClient fleet, TaskHandle handle) {
        try (ProgressView view = ProgressView.on(around.terminal())) {
            return new OutcomeWatch(fleet, handle, view)
                    .await(LIMIT)
                    .orElseThrow(() -> new CommandFailure("the demo's task did not end within 10 minutes"));
        }
    }
}
