package io.codefleet.launcher.cli.command;

import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.TaskText;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists tasks. */
@Command(
        name = "tasks",
        sortOptions = false,
        description = "Lists tasks, the newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet tasks --status running,queued    what is still to be done",
            "  codefleet tasks --status failed            the dead letters",
            "  codefleet tasks --tag team=core --submitter ann@build-7",
            "  codefleet tasks --json | jq -r '.tasks[].id'"
        })
final class TasksCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<TaskStatus> statuses = List.of();

    @Mixin
    private final TaskFilterFlags filter = new TaskFilterFlags();

    @Mixin
    private final ListFlags list = new ListFlags();

    @Option(names = "--json", description = "Print {\"tasks\":[…],\"next\":\"CURSOR\"}.")
    private boolean json;

    TasksCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        list.check();
        TaskQuery query = filter.apply(TaskQuery.ALL.statuses(statuses));
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            print(list.read((size, from) -> session.fleet().tasks(ListFlags.page(query, size, from))));
        }
        return ExitCode.OK;
    }

    private void print(Page<TaskSummary> page) {
        if (json) {
            ListFlags.printJson(around.terminal(), "tasks", page, InfoJson::encode);
        } else {
            TaskText text = new TaskText(around.terminal().outStyle());
            ListFlags.print(around.terminal(), "no tasks", page, tasks -> text.table(tasks, Instant.now()));
        }
    }
}
