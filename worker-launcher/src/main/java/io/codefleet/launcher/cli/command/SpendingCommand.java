package io.codefleet.launcher.cli.command;

import io.codefleet.Spending;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.FleetText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what allowances have consumed. */
@Command(
        name = "spending",
        sortOptions = false,
        description = {
            "Shows what the tasks of each allowance have cost: today and in total; with a key, by day.",
            "Days begin at midnight UTC, by the clock of the broker."
        },
        footerHeading = "%nExample:%n",
        footer = "  codefleet spending team-a --json | jq -r .spending[0].total.cost")
final class SpendingCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Parameters(arity = "0..1", paramLabel = "KEY", description = "The key of an allowance. Default: all")
    private @Nullable String key;

    @Option(names = "--json", description = "Print {\"spending\":[…]}.")
    private boolean json;

    SpendingCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        List<Spending> spendings;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            spendings = key == null
                    ? FleetSession.await(session.fleet().spending())
                    : List.of(FleetSession.await(session.fleet().spending(key)));
        }
        if (json) {
            JsonArray list = new JsonArray();
            spendings.forEach(spending -> list.add(InfoJson.encode(spending)));
            around.terminal()
                    .out()
                    .println(new JsonObject().put("spending", list).encode());
        } else if (spendings.isEmpty()) {
            around.terminal().err().println("no allowance has been used; submit with --allowance KEY");
        } else {
            FleetText text = new FleetText(around.terminal().outStyle());
            (key == null ? text.spending(spendings) : text.days(spendings.get(0)))
                    .forEach(around.terminal().out()::println);
        }
        return ExitCode.OK;
    }
}
