package io.codefleet.launcher.cli.command;

import io.codefleet.Page;
import io.codefleet.WorkerInfo;
import io.codefleet.json.WorkerJson;
import io.codefleet.launcher.cli.output.FleetText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
        Page<WorkerInfo> workers;
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            workers = new Page<>(
                    FleetSession.await(session.fleet().workers()).stream()
                            .sorted(Comparator.comparing(WorkerInfo::id))
                            .toList(),
                    Optional.empty());
        }
        if (json) {
            ListFlags.printJson(around.terminal(), "workers", workers, WorkerJson::encode);
        } else {
            FleetText text = new FleetText(around.terminal().outStyle());
            ListFlags.print(
                    around.terminal(),
                    "no workers; start one with codefleet worker",
                    workers,
                    all -> text.workers(all, Instant.now()));
        }
        return ExitCode.OK;
    }
}
