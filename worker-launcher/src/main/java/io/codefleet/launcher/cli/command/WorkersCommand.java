package io.codefleet.launcher.cli.command;

import io.codefleet.WorkerInfo;
import io.codefleet.json.WorkerJson;
import io.codefleet.launcher.cli.output.FleetText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists workers. */
@Command(
        name = "workers",
        sortOptions = false,
        description = {
            "Lists the workers of the fleet, those that went offline lately included.",
            "Its subcommands command workers."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet workers --json | jq -r '.workers[] | select(.state==\"OFFLINE\").id'",
            "  codefleet workers pause build-7             take nothing new",
            "  codefleet workers set-concurrency --to 4 build-7",
            "  codefleet workers drain --now build-7       its machine goes away",
            "  codefleet workers restart --all             new configuration, new OpenCode"
        })
final class WorkersCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print {\"workers\":[…]}.")
    private boolean json;

    WorkersCommand(CommandContext around) {
        this.around = around;
    }

    /** Returns the commands for workers. */
    static List<Object> commands(CommandContext around) {
        return List.of(
                new WorkerControlCommand.PauseWorkers(around),
                new WorkerControlCommand.ResumeWorkers(around),
                new WorkerControlCommand.SetConcurrency(around),
                new WorkerControlCommand.Drain(around),
                new WorkerControlCommand.Restart(around));
    }

    @Override
    public Integer call() {
        List<WorkerInfo> workers;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            workers = FleetSession.await(session.fleet().workers()).stream()
                    .sorted(Comparator.comparing(WorkerInfo::id))
                    .toList();
        }
        if (json) {
            JsonArray list = new JsonArray();
            workers.forEach(worker -> list.add(WorkerJson.encode(worker)));
            around.terminal()
                    .out()
                    .println(new JsonObject().put("workers", list).encode());
        } else if (workers.isEmpty()) {
            around.terminal().err().println("no workers; start one with codefleet worker");
        } else {
            new FleetText(around.terminal().outStyle())
                    .workers(workers, Instant.now())
                    .forEach(around.terminal().out()::println);
        }
        return ExitCode.OK;
    }
}
