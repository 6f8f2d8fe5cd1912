package io.codefleet.launcher.cli.command;

import io.codefleet.FleetStats;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.FleetText;
import io.codefleet.scaling.ScalingOptions;
import io.codefleet.scaling.ScalingPlan;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the fleet in numbers. */
@Command(
        name = "stats",
        sortOptions = false,
        description = {
            "Shows the fleet in numbers, and each lane of waiting tasks with the workers that serve it.",
            "A lane is the queue of all tasks of one type that require the same capabilities.",
            "DESIRED is the number of workers with which queued tasks start within --target-wait."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  codefleet stats --json | jq .unservable                 tasks that nobody can serve",
            "  codefleet stats --json | jq '.scaling[] | .name, .desiredWorkers'   what a script or KEDA scales to"
        })
final class StatsCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Option(
            names = "--target-wait",
            paramLabel = "DURATION",
            description = "How long a task should wait for a worker at most. Default: 1m")
    private Duration targetWait = ScalingOptions.DEFAULT.targetWait();

    StatsCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        ScalingOptions options = ScalingOptions.DEFAULT.targetWait(targetWait);
        FleetStats stats;
        ScalingPlan plan;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            stats = FleetSession.await(session.fleet().stats());
            plan = ScalingPlan.of(stats, FleetSession.await(session.fleet().workers()), options);
        }
        if (json) {
            around.terminal()
                    .out()
                    .println(InfoJson.encode(stats)
                            .put("scaling", InfoJson.encode(plan))
                            .encode());
        } else {
            FleetText text = new FleetText(around.terminal().outStyle());
            text.stats(stats).forEach(around.terminal().out()::println);
            text.scaling(plan).forEach(around.terminal().out()::println);
        }
        return ExitCode.OK;
    }
}
