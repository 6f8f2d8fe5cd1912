package io.codefleet.launcher.cli.command;

import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes failed tasks. */
@Command(
        name = "purge",
        sortOptions = false,
        description = "Deletes failed tasks with their history, before their retention ends. There is no way back.",
        footerHeading = "%nExamples:%n",
        footer = {"  codefleet dead-letters purge --type review", "  codefleet dead-letters purge --all"})
final class PurgeCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--all", description = "Of every type.")
    private boolean all;

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "Of this type.")
    private @Nullable String type;

    PurgeCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (all == (type != null)) {
            throw new CommandFailure("say what to delete: --type TYPE, or --all");
        }
        TaskQuery failed = TaskQuery.ALL.status(TaskStatus.FAILED);
        long deleted;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            deleted = FleetSession.await(session.fleet().purge(type == null ? failed : failed.type(type)));
        }
        around.terminal()
                .out()
                .println(deleted + (deleted == 1 ? " dead letter is" : " dead letters are") + " deleted");
        return ExitCode.OK;
    }
}
