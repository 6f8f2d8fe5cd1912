package io.codefleet.launcher.cli.command;

import io.codefleet.RunOptions;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.launcher.cli.output.ProgressView;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a workflow and waits for its end. */
@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Runs a workflow from a file: its steps become tasks of the fleet, in their order.",
            "The outputs go to standard output, everything else to standard error; the exit code says how the run ended.",
            "This process drives the run; if it dies, the same command with --run-id continues. With --durable a worker",
            "with --workflows drives it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the run completed",
            "1:the run failed",
            "2:wrong flag, faulty file or unreachable broker; nothing was run, or the message says so",
            "3:the run was cancelled"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet run review.yml --input project=/srv/shop --run-id review/42",
            "  codefleet run release.yml --durable --no-wait",
            "  codefleet run review.yml --run-id review/42~1     after correcting what failed"
        })
final class RunCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final RunFlags flags = new RunFlags();

    @Option(names = "--durable", description = "Let a worker with --workflows drive it, not this process.")
    private boolean durable;

    @Option(names = "--no-wait", description = "With --durable: do not wait; print the run's id.")
    private boolean noWait;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the outputs and the steps as JSON.")
    private boolean json;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    RunCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (noWait && !durable) {
            throw new CommandFailure("--no-wait needs --durable: without it this process drives the run");
        }
        Workflow workflow =
                flags.workflow(sentence -> around.terminal().err().println("warning: " + Text.line(sentence)));
        RunOptions options = flags.options();
        try (Tracing tracing = around.tracing(ProcessKind.COMMAND);
                FleetSession session = FleetSession.open(tracing.submits(broker.remoteOptions(around)))) {
            return run(session, workflow, options);
        } catch (BrokerUnavailableException e) {
            throw new CommandFailure(
                    e.getMessage() + "; the run may be stored: the same command with --run-id " + options.id()
                            + " continues it",
                    e);
        }
    }

    private int run(FleetSession session, Workflow workflow, RunOptions options) {
        Workflows workflows = Workflows.on(session.fleet());
        WorkflowRun run =
                FleetSession.await(durable ? workflows.submit(workflow, options) : workflows.run(workflow, options));
        if (noWait) {
            around.terminal().out().println(run.id());
            return ExitCode.OK;
        }
        return new RunWatch(around.terminal(), json).untilEnd(run, view());
    }

    private ProgressView view() {
        return quiet ? ProgressView.none() : ProgressView.on(around.terminal());
    }
}
