package io.codefleet.launcher.cli.command;

import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers an approval step, or what an agent asks to be allowed. */
abstract class ApprovalCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the run, or of the task whose agent asks.")
    private String id = "";

    @Parameters(
            index = "1",
            paramLabel = "STEP",
            description =
                    "The approval step; in a workflow step OUTER/INNER; of an agent as its progress says, like ask-1.1.")
    private String step = "";

    @Option(names = "--by", paramLabel = "NAME", description = "The name of the person who decides. Default: $USER")
    private @Nullable String by;

    @Option(
            names = {"-m", "--comment"},
            paramLabel = "TEXT",
            description = "The reason; later steps and the agent read it. For a question of an agent, the answer.")
    private String comment = "";

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    private ApprovalCommand(CommandContext around) {
        this.around = around;
    }

    abstract Future<Void> decide(WorkflowRun run, String stepName, String who, String why);

    abstract String done();

    @Override
    public Integer call() {
        String user = around.variable("USER");
        String who = by != null ? by : user != null ? user : System.getProperty("user.name", "someone");
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            WorkflowRun run = Workflows.on(session.fleet()).handle(id);
            FleetSession.await(decide(run, step, who, comment).map(true));
        }
        around.terminal().out().println("step " + step + " of " + id + " is " + done() + " by " + who);
        return ExitCode.OK;
    }

    /** Says yes. */
    @Command(
            name = "approve",
            sortOptions = false,
            description = "Approves a pending approval step or agent permission request.")
    static final class Approve extends ApprovalCommand {
        Approve(CommandContext around) {
            super(around);
        }

        @Override
        Future<Void> decide(WorkflowRun run, String stepName, String who, String why) {
            return run.approve(stepName, who, why);
        }

        @Override
        String done() {
            return "approved";
        }
    }

    /** Says no. */
    @Command(
            name = "reject",
            sortOptions = false,
            description = "Rejects a pending approval step, which fails, or an agent permission request.")
    static final class Reject extends ApprovalCommand {
        Reject(CommandContext around) {
            super(around);
        }

        @Override
        Future<Void> decide(WorkflowRun run, String stepName, String who, String why) {
            return run.reject(stepName, who, why);
        }

        @Override
        String done() {
            return "rejected";
        }
    }
}
