package io.codefleet.launcher.cli.command;

import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes failed tasks. */
@Command(
        name = "purge",
        sortOptions = false,
        description = "Deletes failed tasks with their history, before their retention ends. This cannot be undone.",
        footerHeading = "%nExamples:%n",
        footer = {"  codefleet dead-letters purge --type review", "  codefleet dead-letters purge --all"})
final class PurgeCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Mixin
    private final TaskFilterFlags filter = new TaskFilterFlags();

    PurgeCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (all != filter.isEmpty()) {
            throw new CommandFailure("say what to delete: --type TYPE, --tag KEY=VALUE or --submitter ACTOR, or --all");
        }
        TaskQuery failed = filter.apply(TaskQuery.ALL.status(TaskStatus.FAILED));
        long deleted;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            deleted = FleetSession.await(session.fleet().purge(failed));
        }
        around.terminal()
                .out()
                .println(deleted + (deleted == 1 ? " dead letter is" : " dead letters are") + " deleted");
        return ExitCode.OK;
    }
}
