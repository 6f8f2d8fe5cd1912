package io.codefleet.launcher.cli.command;

import io.codefleet.CancelResult;
import io.codefleet.error.TaskNotFoundException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels one task. */
@Command(
        name = "cancel",
        sortOptions = false,
        description = {
            "Cancels a task and the tasks that are parts of it.",
            "A waiting task ends at once; a running one is stopped by its worker, which aborts the agent's session."
        },
        footerHeading = "%nExample:%n",
        footer = "  codefleet cancel 2f1c8f0e-… --reason \"wrong branch\"")
final class CancelCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(
            names = {"-r", "--reason"},
            paramLabel = "TEXT",
            defaultValue = "cancelled from the command line",
            description = "The reason, which is kept with the task. Default: ${DEFAULT-VALUE}")
    private String reason = "";

    @Parameters(paramLabel = "ID", description = "The task's id.")
    private String id = "";

    CancelCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        CancelResult result;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            result = FleetSession.await(session.fleet().handle(id).cancel(reason));
        }
        if (result == CancelResult.NOT_FOUND) {
            throw new TaskNotFoundException(id);
        }
        around.terminal()
                .out()
                .println(
                        switch (result) {
                            case CANCELLED -> "task " + id + " is cancelled";
                            case REQUESTED -> "task " + id + " is running; its worker stops it";
                            default -> "task " + id + " had ended already; nothing was changed";
                        });
        return ExitCode.OK;
    }
}
