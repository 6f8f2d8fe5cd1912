package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.ReplayResult;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.error.CodefleetException;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs failed tasks again. */
@Command(
        name = "replay",
        sortOptions = false,
        description = {
            "Runs failed tasks again, each as a new task whose id follows from the failed one: 4711~1.",
            "The failed task stays as it is. It has one replay: asked for twice, it is the same task.",
            "Prints the ids of the replays; the exit code is 2 if any could not be made."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet dead-letters replay 4711 4712",
            "  codefleet dead-letters replay 4711 --model openai/gpt-4o --attempts 5",
            "  codefleet dead-letters replay --all --type review"
        })
final class ReplayCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(
            names = "--all",
            description = "Every failed task that --type, --tag and --submitter match, in place of ids.")
    private boolean all;

    @Mixin
    private final TaskFilterFlags filter = new TaskFilterFlags();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Another prompt.")
    private @Nullable String prompt;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PROVIDER/NAME",
            description = "Another model.")
    private @Nullable String model;

    @Option(names = "--attempts", paramLabel = "N", description = "How many attempts may fail.")
    private @Nullable Integer maxAttempts;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The failed tasks' ids.")
    private List<String> ids = List.of();

    ReplayCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (all == !ids.isEmpty()) {
            throw new CommandFailure("name the failed tasks by their ids, or give --all; not both");
        }
        if (!filter.isEmpty() && !all) {
            throw new CommandFailure("--type, --tag and --submitter go with --all only");
        }
        TaskQuery query = filter.apply(TaskQuery.ALL);
        try (Tracing tracing = around.tracing(ProcessKind.COMMAND);
                FleetSession session = FleetSession.open(tracing.submits(broker.remoteOptions(around)))) {
            return print(all ? replayAll(session.fleet(), query) : replayEach(session.fleet()));
        }
    }

    private Task edited(Task task) {
        Task edited = task;
        if (prompt != null) {
            edited = edited.prompt(prompt);
        }
        if (model != null) {
            edited = edited.preferredModel(model);
        }
        return maxAttempts == null ? edited : edited.maxAttempts(maxAttempts);
    }

    private ReplayResult replayAll(CodefleetClient fleet, TaskQuery query) {
        return FleetSession.await(fleet.replayAll(query, this::edited));
    }

    private ReplayResult replayEach(CodefleetClient fleet) {
        List<String> replays = new ArrayList<>();
        Map<String, CodefleetException> refused = new TreeMap<>();
        for (String id : ids) {
            try {
                TaskHandle replay = FleetSession.await(fleet.replay(id, this::edited));
                replays.add(replay.id());
            } catch (CodefleetException e) {
                refused.put(id, e);
            }
        }
        return new ReplayResult(replays, List.of(), refused);
    }

    private int print(ReplayResult replayed) {
        PrintStream out = around.terminal().out();
        PrintStream err = around.terminal().err();
        replayed.taskIds().forEach(out::println);
        if (!replayed.alreadyEnded().isEmpty()) {
            err.println(replayed.alreadyEnded().size() + " had been replayed before, and their replays have ended");
        }
        new TreeMap<>(replayed.refused())
                .forEach((id, reason) -> err.println(Text.line(id + ": " + reason.getMessage())));
        return replayed.refused().isEmpty() ? ExitCode.OK : ExitCode.CANNOT;
    }
}
