package io.codefleet.launcher.cli.command;

import io.codefleet.ScheduleRegistry;
import io.codefleet.TaskHandle;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pauses, resumes or runs a schedule. */
abstract class ScheduleControlCommand implements Callable<Integer> {
    private final CommandContext around;

    @Parameters(paramLabel = "NAME", description = "The schedule's name.")
    private String name = "";

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    private ScheduleControlCommand(CommandContext around) {
        this.around = around;
    }

    /** Applies the command to a schedule and returns the message to print then. */
    abstract Future<String> applyTo(ScheduleRegistry schedules, String schedule);

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            around.terminal()
                    .out()
                    .println(FleetSession.await(applyTo(session.fleet().schedules(), name)));
        }
        return ExitCode.OK;
    }

    /** Submits nothing that is due. */
    @Command(
            name = "pause",
            sortOptions = false,
            description = "Lets a schedule submit nothing until it is resumed. A task that has begun continues.")
    static final class PauseSchedule extends ScheduleControlCommand {
        PauseSchedule(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> applyTo(ScheduleRegistry schedules, String schedule) {
            return schedules.pause(schedule).map("schedule " + schedule + " is paused");
        }
    }

    /** Submits again what is due. */
    @Command(name = "resume", sortOptions = false, description = "Lets a paused schedule submit again what is due.")
    static final class ResumeSchedule extends ScheduleControlCommand {
        ResumeSchedule(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> applyTo(ScheduleRegistry schedules, String schedule) {
            return schedules.resume(schedule).map("schedule " + schedule + " is resumed");
        }
    }

    /** Submits the template now. */
    @Command(
            name = "run",
            sortOptions = false,
            description = {
                "Submits the task of a schedule now, and prints the id of that task.",
                "The times that are due stay as they are."
            })
    static final class RunSchedule extends ScheduleControlCommand {
        RunSchedule(CommandContext around) {
            super(around);
        }

        @Override
        Future<String> applyTo(ScheduleRegistry schedules, String schedule) {
            return schedules.runNow(schedule).map(TaskHandle::id);
        }
    }
}
