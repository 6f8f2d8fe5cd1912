package io.codefleet.launcher.command;

import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.launcher.output.TaskText;
import io.codefleet.wire.InfoJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "  codefleet tasks --json | jq -r '.tasks[].id'"
        })
final class TasksCommand implements Callable<Integer> {
    private static final int MAX_PAGE = 1000;

    private final Surroundings around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<TaskStatus> statuses = List.of();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "Only tasks of this type.")
    private @Nullable String type;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where an earlier list ended.")
    private @Nullable String cursor;

    @Option(names = "--json", description = "Print {\"tasks\":[…],\"next\":\"CURSOR\"}.")
    private boolean json;

    TasksCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandFailure("--limit is " + limit + ", must be at least 1");
        }
        List<TaskSummary> tasks = new ArrayList<>();
        Optional<String> next = Optional.ofNullable(cursor);
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            do {
                Page<TaskSummary> page = FleetSession.await(session.fleet().tasks(query(limit - tasks.size(), next)));
                tasks.addAll(page.items());
                next = page.next();
            } while (next.isPresent() && tasks.size() < limit);
        }
        print(tasks, next);
        return ExitCode.OK;
    }

    private TaskQuery query(int missing, Optional<String> from) {
        TaskQuery query = TaskQuery.ALL.statuses(statuses).pageSize(Math.min(MAX_PAGE, missing));
        if (type != null) {
            query = query.type(type);
        }
        return from.isPresent() ? query.from(from.get()) : query;
    }

    private void print(List<TaskSummary> tasks, Optional<String> next) {
        PrintStream out = around.terminal().out();
        if (json) {
            JsonArray list = new JsonArray();
            tasks.forEach(task -> list.add(InfoJson.encode(task)));
            JsonObject whole = new JsonObject().put("tasks", list);
            next.ifPresent(more -> whole.put("next", more));
            out.println(whole.encode());
            return;
        }
        if (tasks.isEmpty()) {
            around.terminal().err().println("no tasks");
            return;
        }
        new TaskText(around.terminal().outStyle()).table(tasks, Instant.now()).forEach(out::println);
        next.ifPresent(more -> around.terminal().err().println("there are more; go on with --cursor " + more));
    }
}
