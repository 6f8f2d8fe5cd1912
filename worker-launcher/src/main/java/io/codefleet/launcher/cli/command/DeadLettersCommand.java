package io.codefleet.launcher.cli.command;

import io.codefleet.Page;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.TaskText;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists failed tasks; its subcommands do something about them. */
@Command(
        name = "dead-letters",
        sortOptions = false,
        description = {
            "Lists failed tasks with their last error, the newest first.",
            "A failed task is kept with its history until its retention ends; it can be replayed or purged."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet dead-letters --type review     what failed, and why",
            "  codefleet dead-letters show 4711         all of its attempts",
            "  codefleet dead-letters replay 4711       run it again",
            "  codefleet dead-letters purge --type x    forget what failed"
        })
final class DeadLettersCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Mixin
    private final TaskFilterFlags filter = new TaskFilterFlags();

    @Mixin
    private final ListFlags list = new ListFlags();

    @Option(names = "--json", description = "Print {\"tasks\":[…],\"next\":\"CURSOR\"}.")
    private boolean json;

    DeadLettersCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        list.check();
        TaskQuery query = filter.apply(TaskQuery.ALL);
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            Page<TaskSummary> page =
                    list.read((size, from) -> session.fleet().deadLetters(ListFlags.page(query, size, from)));
            List<Future<Optional<TaskInfo>>> infos = page.items().stream()
                    .map(task -> session.fleet().task(task.id()))
                    .toList();
            List<TaskInfo> failed = infos.stream()
                    .map(FleetSession::await)
                    .flatMap(Optional::stream)
                    .toList();
            print(new Page<>(failed, page.next()));
        }
        return ExitCode.OK;
    }

    private void print(Page<TaskInfo> page) {
        if (json) {
            ListFlags.printJson(around.terminal(), "tasks", page, InfoJson::encode);
        } else {
            TaskText text = new TaskText(around.terminal().outStyle());
            ListFlags.print(
                    around.terminal(), "no dead letters", page, failed -> text.deadLetters(failed, Instant.now()));
        }
    }
}
