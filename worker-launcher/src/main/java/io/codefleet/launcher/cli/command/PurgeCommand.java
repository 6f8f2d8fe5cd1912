package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.Page;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes failed tasks. */
@Command(
        name = "purge",
        sortOptions = false,
        description = {
            "Deletes failed tasks with their history, before their retention ends. This cannot be undone.",
            "A part of a task that has not ended is left, as that task reads it."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  codefleet dead-letters purge --type review", "  codefleet dead-letters purge --all"})
final class PurgeCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int NAMED = 5;

    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Mixin
    private final TaskFilterFlags filter = new TaskFilterFlags();

    private final List<String> left = new ArrayList<>();
    private long deleted;

    PurgeCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (all != filter.isEmpty()) {
            throw new CommandFailure("say what to delete: --type TYPE, --tag KEY=VALUE or --submitter ACTOR, or --all");
        }
        TaskQuery failed = filter.apply(TaskQuery.ALL.pageSize(PAGE));
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            try {
                purge(session.fleet(), failed);
            } finally {
                print();
            }
        }
        return ExitCode.OK;
    }

    private void purge(CodefleetClient fleet, TaskQuery failed) {
        Optional<TaskQuery> query = Optional.of(failed);
        while (query.isPresent()) {
            Page<TaskSummary> page = FleetSession.await(fleet.deadLetters(query.get()));
            List<String> ids = page.items().stream().map(TaskSummary::id).toList();
            int purged = FleetSession.await(fleet.purgeDeadLetters(ids));
            deleted += purged;
            if (purged < ids.size()) {
                left.addAll(stillFailed(fleet, ids));
            }
            query = page.next().map(failed::from);
        }
    }

    /** Returns those of these tasks that are dead letters; others may have deleted some. */
    private static List<String> stillFailed(CodefleetClient fleet, List<String> ids) {
        List<Future<Optional<TaskInfo>>> infos = ids.stream().map(fleet::task).toList();
        return infos.stream()
                .map(FleetSession::await)
                .flatMap(Optional::stream)
                .filter(task -> task.status() == TaskStatus.FAILED)
                .map(task -> task.task().id())
                .toList();
    }

    /** Prints what was done, also where a purge ends with a fault in its middle. */
    private void print() {
        around.terminal()
                .out()
                .println(deleted + (deleted == 1 ? " dead letter is" : " dead letters are") + " deleted");
        if (!left.isEmpty()) {
            String named = String.join(", ", left.subList(0, Math.min(NAMED, left.size())));
            around.terminal()
                    .err()
                    .println((left.size() == 1
                                    ? "1 dead letter is left, as it is a part of a task that has not ended: "
                                    : left.size()
                                            + " dead letters are left, as they are parts of tasks that have not"
                                            + " ended: ")
                            + named
                            + (left.size() > NAMED ? ", …" : ""));
        }
    }
}
