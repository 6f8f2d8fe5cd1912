package io.codefleet.launcher.cli.command;

import io.codefleet.Page;
import io.codefleet.ScheduleInfo;
import io.codefleet.json.ScheduleJson;
import io.codefleet.launcher.cli.output.FleetText;
import java.util.List;
import java.util.Optional;
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
        Page<ScheduleInfo> schedules;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            schedules =
                    new Page<>(FleetSession.await(session.fleet().schedules().list()), Optional.empty());
        }
        if (json) {
            ListFlags.printJson(around.terminal(), "schedules", schedules, ScheduleJson::encode);
        } else {
            FleetText text = new FleetText(around.terminal().outStyle());
            ListFlags.print(around.terminal(), "no schedules; applications define them", schedules, text::schedules);
        }
        return ExitCode.OK;
    }
}
