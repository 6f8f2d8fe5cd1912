package io.codefleet.launcher.cli.command;

import io.codefleet.FleetStats;
import io.codefleet.TaskInfo;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.TaskText;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one task. */
@Command(
        name = "task",
        sortOptions = false,
        description = {
            "Shows one task: its state, its attempts, its result or error.",
            "Says why a task waits, for example because no worker serves it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet task 2f1c8f0e-…                  its state",
            "  codefleet task nightly/review --json | jq .outcome.result.text"
        })
final class TaskCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print it as JSON, whole.")
    private boolean json;

    @Parameters(paramLabel = "ID", description = "The task's id.")
    private String id = "";

    TaskCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            TaskInfo info =
                    FleetSession.await(session.fleet().task(id)).orElseThrow(() -> new TaskNotFoundException(id));
            Optional<FleetStats.Lane> lane = info.status().isTerminal()
                    ? Optional.empty()
                    : LaneLookup.of(info, FleetSession.await(session.fleet().stats()));
            print(info, lane);
        }
        return ExitCode.OK;
    }

    private void print(TaskInfo info, Optional<FleetStats.Lane> lane) {
        if (json) {
            JsonObject complete = InfoJson.encode(info);
            lane.ifPresent(waiting -> complete.put("servingWorkers", waiting.servingWorkers()));
            around.terminal().out().println(complete.encode());
        } else {
            new TaskText(around.terminal().outStyle())
                    .details(info, lane, Instant.now())
                    .forEach(around.terminal().out()::println);
        }
    }
}
