package io.codefleet.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Placeholder. */
@Command(name = "worker")
final class StartWorkerCommand implements Callable<Integer> {
    private final Surroundings around;

    StartWorkerCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        return ExitCode.OK;
    }
}
