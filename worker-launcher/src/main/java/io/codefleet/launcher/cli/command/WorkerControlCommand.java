package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command to one worker, several, or all of the fleet. */
abstract class WorkerControlCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The workers' ids.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All workers of the fleet.")
    private boolean all;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    private WorkerControlCommand(CommandContext around) {
        this.around = around;
    }

    /** Returns the command for the workers. */
    abstract WorkerCommand command();

    /** Returns the command in words. */
    abstract String words();

    @Override
    public Integer call() {
        if (ids.isEmpty() != all) {
            throw new CommandFailure("name the workers by their ids, or give --all; not both");
        }
        WorkerCommand command = command();
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            if (all) {
                commandAll(session.fleet(), command);
            }
            for (String id : ids) {
                FleetSession.await(session.fleet().command(id, command).map(true));
                print("sent to worker " + id + ": " + words());
            }
        }
        return ExitCode.OK;
    }

    private void commandAll(CodefleetClient fleet, WorkerCommand command) {
        int commanded = FleetSession.await(fleet.commandAll(command));
        if (commanded == 0) {
            throw new CommandFailure("no workers are there; start one with codefleet worker");
        }
        print("sent to " + commanded + (commanded == 1 ? " worker: " : " workers: ") + words());
    }

    private void print(String line) {
        around.terminal().out().println(line);
    }

    /** Takes nothing new. */
    @Command(
            name = "pause",
            sortOptions = false,
            description = "Pauses workers: they take nothing new until they are resumed; running tasks finish.")
    static final class PauseWorkers extends WorkerControlCommand {
        PauseWorkers(CommandContext around) {
            super(around);
        }

        @Override
        WorkerCommand command() {
            return WorkerCommand.of(WorkerCommand.PAUSE);
        }

        @Override
        String words() {
            return "pause";
        }
    }

    /** Resumes paused workers. */
    @Command(name = "resume", sortOptions = false, description = "Resumes paused workers.")
    static final class ResumeWorkers extends WorkerControlCommand {
        ResumeWorkers(CommandContext around) {
            super(around);
        }

        @Override
        WorkerCommand command() {
            return WorkerCommand.of(WorkerCommand.RESUME);
        }

        @Override
        String words() {
            return "resume";
        }
    }

    /** Leaves. */
    @Command(
            name = "drain",
            sortOptions = false,
            description = {
                "Drains workers: they take nothing new, let running tasks finish within their drain timeout, hand "
                        + "back the others, and end with 0."
            })
    static final class Drain extends WorkerControlCommand {
        @Option(names = "--now", description = "Hand back running tasks at once, as when the machine goes away.")
        private boolean now;

        @Option(
                names = "--timeout",
                paramLabel = "DURATION",
                description = "How long running tasks may take to finish. Default: the worker's --drain-timeout")
        private @Nullable Duration timeout;

        Drain(CommandContext around) {
            super(around);
        }

        @Override
        WorkerCommand command() {
            if (now && timeout != null) {
                throw new CommandFailure("--now and --timeout: give one of them");
            }
            Duration limit = now ? Duration.ZERO : timeout;
            return limit == null ? WorkerCommand.of(WorkerCommand.DRAIN) : WorkerCommand.drain(limit);
        }

        @Override
        String words() {
            return now ? "hand back its tasks and leave" : "leave";
        }
    }

    /** Leaves and comes again. */
    @Command(
            name = "restart",
            sortOptions = false,
            description = {
                "Restarts workers: they leave as for drain and end with exit code 75, so that what keeps them running (systemd, "
                        + "Kubernetes, Docker) starts them again, with OpenCode and the configuration as it is then."
            })
    static final class Restart extends WorkerControlCommand {
        Restart(CommandContext around) {
            super(around);
        }

        @Override
        WorkerCommand command() {
            return WorkerCommand.of(WorkerCommand.RESTART);
        }

        @Override
        String words() {
            return "restart";
        }
    }

    /** Runs more or fewer tasks at once. */
    @Command(
            name = "set-concurrency",
            sortOptions = false,
            description = "Sets how many tasks workers run at once until they restart; running tasks are not cut.")
    static final class SetConcurrency extends WorkerControlCommand {
        @Option(names = "--to", paramLabel = "N", required = true, description = "How many tasks at once.")
        private int concurrency;

        SetConcurrency(CommandContext around) {
            super(around);
        }

        @Override
        WorkerCommand command() {
            if (concurrency < 1) {
                throw new CommandFailure("--to is " + concurrency + ", must be at least 1");
            }
            return WorkerCommand.setConcurrency(concurrency);
        }

        @Override
        String words() {
            return "run " + concurrency + " at once";
        }
    }
}
