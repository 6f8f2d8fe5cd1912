package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.TaskHandle;
import io.codefleet.control.ControlOptions;
import io.codefleet.launcher.cli.output.ProgressView;
import io.codefleet.launcher.demo.DemoTask;
import io.codefleet.launcher.demo.SampleProject;
import java.time.Duration;

/** The demo in one process: fleet, worker and submitter on a broker in a folder that goes with it. */
final class LocalDemo {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final CommandContext around;
    private final DemoPlan plan;
    private final AgentStart agentStart;
    private final DemoText text;

    LocalDemo(CommandContext around, DemoPlan plan, AgentStart agentStart) {
        this.around = around;
        this.plan = plan;
        this.agentStart = agentStart;
        this.text = new DemoText(around.terminal());
    }

    int run() {
        try (DemoStage stage = DemoStage.set(plan);
                SampleProject project = SampleProject.unpack(stage.projects());
                LocalFleet fleet = LocalFleet.connect(
                        stage.vertx(), CodefleetOptions.of(stage.broker()), ControlOptions.defaults())) {
            int port = FleetSession.await(fleet.control().listen(0));
            text.step("The dashboard, while this runs");
            text.line(FleetSession.await(fleet.control().loginLink(port)));
            text.step("Starting OpenCode");
            try (LocalFleet.LocalWorker worker =
                    fleet.startWorker(agentStart, stage.worker("demo-worker", "java"), () -> {})) {
                return show(fleet.client(), project);
            }
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
