package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses or resumes the namespace. */
abstract class PauseCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    private PauseCommand(CommandContext around) {
        this.around = around;
    }

    /** Applies the command to the namespace and returns the message to print then. */
    abstract Future<String> applyTo(CodefleetClient fleet);

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            around.terminal().out().println(FleetSession.await(applyTo(session.fleet())));
        }
        return ExitCode.OK;
    }

    /** Lets workers get no tasks. */
    @Command(
            name = "pause",
            sortOptions = false,
            description = {
                "Pauses the namespace: workers get no tasks until it is resumed.",
                "Running tasks continue, submits are accepted, and approvals can be decided."
            },
            footerHeading = "%nExample:%n",
            footer = "  codefleet pause --namespace team-a")
    static final class Pause extends PauseCommand {
        Pause(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> applyTo(CodefleetClient fleet) {
            return fleet.pause().map("the namespace is paused; workers get no tasks");
        }
    }

    /** Lets workers get tasks again. */
    @Command(name = "resume", sortOptions = false, description = "Resumes the namespace: workers get tasks again.")
    static final class Resume extends PauseCommand {
        Resume(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> applyTo(CodefleetClient fleet) {
            return fleet.resume().map("the namespace is resumed; workers get tasks again");
        }
    }
}
