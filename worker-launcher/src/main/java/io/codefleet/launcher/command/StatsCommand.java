package io.codefleet.launcher.command;

import io.codefleet.FleetStats;
import io.codefleet.launcher.output.FleetText;
import io.codefleet.wire.InfoJson;
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
            "A lane is the queue of all tasks of one type that require the same capabilities."
        },
        footerHeading = "%nExample:%n",
        footer = "  codefleet stats --json | jq .unservable    tasks that nobody can serve")
final class StatsCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    StatsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        FleetStats stats;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            stats = FleetSession.await(session.fleet().stats());
        }
        if (json) {
            around.terminal().out().println(InfoJson.encode(stats).encode());
        } else {
            new FleetText(around.terminal().outStyle())
                    .stats(stats)
                    .forEach(around.terminal().out()::println);
        }
        return ExitCode.OK;
    }
}
