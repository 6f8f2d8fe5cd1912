package io.codefleet.launcher.cli.command;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.json.InfoJson;
import io.codefleet.json.OutcomeJson;
import io.codefleet.launcher.cli.output.OutcomeText;
import io.codefleet.launcher.cli.output.ProgressView;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.codefleet.launcher.tracing.ProcessKind;
import io.codefleet.launcher.tracing.Tracing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Submits a task and waits for its outcome. */
@Command(
        name = "submit",
        sortOptions = false,
        description = {
            "Submits a task, shows what it does, and prints its result.",
            "The result goes to standard output, everything else to standard error; the exit code says how the task ended."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the task completed",
            "1:the task failed",
            "2:wrong flag, unreachable broker or bad configuration; nothing was submitted, or the message says so",
            "3:the task was cancelled",
            "4:--timeout passed before the task ended; the task continues"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet submit \"Fix the failing test\" --project /srv/shop --requires java",
            "  git diff | codefleet submit - --type review --json | jq -r .result.text",
            "  codefleet submit --file task.md --no-wait --id nightly/2026-11-24"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private final CommandContext around;

    @Mixin
    private final PromptFlags prompt = new PromptFlags();

    @Mixin
    private final TaskFlags flags = new TaskFlags();

    @Option(names = "--no-wait", description = "Do not wait; print the task's id.")
    private boolean noWait;

    @Option(
            names = {"-w", "--timeout"},
            paramLabel = "DURATION",
            description = "Wait at most this long, like 90s; the task continues. Default: until it ends")
    private @Nullable Duration timeout;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--json", description = "Print the outcome as JSON, and nothing else on standard output.")
    private boolean json;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    SubmitCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Task task = flags.task(prompt.read(around));
        try (Tracing tracing = around.tracing(ProcessKind.COMMAND);
                FleetSession session = FleetSession.open(tracing.submits(broker.remoteOptions(around)))) {
            return followed(session, submit(session, task));
        }
    }

    private static TaskHandle submit(FleetSession session, Task task) {
        try {
            return FleetSession.await(session.fleet().submitTask(task));
        } catch (BrokerUnavailableException e) {
            throw new CommandFailure(
                    e.getMessage() + "; the task may be stored: the same command with --id " + task.id()
                            + " submits it once",
                    e);
        }
    }

    private int followed(FleetSession session, TaskHandle handle) {
        try {
            return noWait ? submitted(handle) : waitFor(session, handle);
        } catch (BrokerUnavailableException | BrokerRefusedException e) {
            throw new CommandFailure(e.getMessage() + "; " + goesOn(handle), e);
        }
    }

    private int submitted(TaskHandle handle) {
        if (json) {
            around.terminal().out().println(status(handle));
        } else {
            around.terminal().out().println(handle.id());
        }
        return ExitCode.OK;
    }

    private static String status(TaskHandle handle) {
        TaskInfo info = FleetSession.await(handle.status());
        return InfoJson.encode(info.summary()).encode();
    }

    private int waitFor(FleetSession session, TaskHandle handle) {
        Thread hint = new Thread(() -> around.terminal().err().println(goesOn(handle)), "codefleet-hint");
        Runtime.getRuntime().addShutdownHook(hint);
        ProgressView view = quiet ? ProgressView.none() : ProgressView.on(around.terminal());
        Optional<Outcome> outcome;
        try (view) {
            outcome = new OutcomeWatch(session.fleet(), handle, view).await(timeout == null ? FOR_EVER : timeout);
        } finally {
            Runtime.getRuntime().removeShutdownHook(hint);
        }
        if (outcome.isEmpty()) {
            return timedOut(handle);
        }
        print(outcome.get(), view);
        return ExitCode.of(outcome.get());
    }

    private int timedOut(TaskHandle handle) {
        if (json) {
            around.terminal().out().println(status(handle));
        }
        around.terminal().err().println("the wait is over; " + goesOn(handle));
        return ExitCode.WAIT_TIMED_OUT;
    }

    private static String goesOn(TaskHandle handle) {
        return "task " + handle.id() + " continues: 'codefleet task " + handle.id() + "' shows it, 'codefleet cancel "
                + handle.id() + "' stops it";
    }

    private void print(Outcome outcome, ProgressView view) {
        Terminal terminal = around.terminal();
        if (json) {
            terminal.out().println(OutcomeJson.encode(outcome).encode());
            return;
        }
        OutcomeText text = new OutcomeText(terminal.errStyle());
        if (outcome instanceof Outcome.Completed completed) {
            String answer = completed.result().text();
            if (!(terminal.outIsTerminal() && view.showed(answer))) {
                terminal.out().println(terminal.outIsTerminal() ? Text.safe(answer) : answer);
            }
            if (!quiet) {
                text.summary(completed.result()).forEach(terminal.err()::println);
            }
        } else {
            terminal.err().println("task " + Text.line(outcome.taskId()) + " " + text.ending(outcome));
        }
    }
}
