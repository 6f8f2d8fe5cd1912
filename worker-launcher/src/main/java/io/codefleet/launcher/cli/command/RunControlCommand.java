package io.codefleet.launcher.cli.command;

import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pauses, resumes or retries a run. */
abstract class RunControlCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(paramLabel = "ID", description = "The run's id.")
    private String id = "";

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    private RunControlCommand(CommandContext around) {
        this.around = around;
    }

    /** Applies the command to a run and returns the message to print then. */
    abstract Future<String> steer(Workflows workflows, String runId);

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            around.terminal().out().println(FleetSession.await(steer(Workflows.on(session.fleet()), id)));
        }
        return ExitCode.OK;
    }

    /** Begins no new step. */
    @Command(
            name = "pause",
            sortOptions = false,
            description = "Lets a run begin no new step until it is resumed; those under way go on.")
    static final class PauseRun extends RunControlCommand {
        PauseRun(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> steer(Workflows workflows, String runId) {
            return workflows
                    .handle(runId)
                    .pause(System.getProperty("user.name", "someone"))
                    .map("run " + runId + " is paused");
        }
    }

    /** Resumes a paused run. */
    @Command(name = "resume", sortOptions = false, description = "Lets a paused run go on.")
    static final class ResumeRun extends RunControlCommand {
        ResumeRun(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> steer(Workflows workflows, String runId) {
            return workflows.handle(runId).resume().map("run " + runId + " continues");
        }
    }

    /** Runs what failed again. */
    @Command(
            name = "retry",
            sortOptions = false,
            description = {
                "Continues a run that failed or was cancelled, as a new run that a worker with --workflows drives:",
                "what succeeded keeps its result, what failed and what comes after it runs again. Prints the new run's id."
            })
    static final class RetryRun extends RunControlCommand {
        RetryRun(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> steer(Workflows workflows, String runId) {
            return workflows.retry(runId).map(run -> run.id());
        }
    }
}
