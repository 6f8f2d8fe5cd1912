package io.codefleet.launcher.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Placeholder. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
    private final Surroundings around;

    DemoCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        return ExitCode.OK;
    }
}
