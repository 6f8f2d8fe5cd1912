package io.codefleet.launcher.cli.command;

import io.codefleet.ScheduleInfo;
import io.codefleet.json.ScheduleJson;
import io.codefleet.launcher.cli.output.FleetText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists schedules. */
@Command(
        name = "schedules",
        sortOptions = false,
        description = {
            "Lists the schedules that the clients of the namespace hold, or held within 30 days.",
            "Its subcommands control schedules. Applications define them: see Schedule in the SDK."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet schedules --json | jq -r '.schedules[] | select(.paused).name'",
            "  codefleet schedules pause nightly",
            "  codefleet schedules run nightly             now, as a task of its own"
        })
final class SchedulesCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print {\"schedules\":[…]}.")
    private boolean json;

    SchedulesCommand(CommandContext around) {
        this.around = around;
    }

    /** Returns the commands for schedules. */
    static List<Object> commands(CommandContext around) {
        return List.of(
                new ScheduleControlCommand.PauseSchedule(around),
                new ScheduleControlCommand.ResumeSchedule(around),
                new ScheduleControlCommand.RunSchedule(around));
    }

    @Override
    public Integer call() {
        List<ScheduleInfo> schedules;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            schedules = FleetSession.await(session.fleet().schedules().list());
        }
        if (json) {
            JsonArray list = new JsonArray();
            schedules.forEach(schedule -> list.add(ScheduleJson.encode(schedule)));
            around.terminal()
                    .out()
                    .println(new JsonObject().put("schedules", list).encode());
        } else if (schedules.isEmpty()) {
            around.terminal().err().println("no schedules; applications define them");
        } else {
            new FleetText(around.terminal().outStyle())
                    .schedules(schedules)
                    .forEach(around.terminal().out()::println);
        }
        return ExitCode.OK;
    }
}
