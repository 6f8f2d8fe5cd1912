package io.codefleet.launcher;

import io.codefleet.launcher.cli.command.CodefleetCommand;
import io.codefleet.launcher.cli.command.CommandContext;
import io.codefleet.launcher.cli.output.Logging;

/** The entry point of {@code codefleet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (CodefleetCommand.isShort(args)) {
            Logging.off();
            // Netty would start the flight recorder, which takes longer than the command
            System.setProperty("io.netty.jfr.enabled", "false");
        }
        int exitCode = CodefleetCommand.execute(CommandContext.system(), args);
        ClassList.ofThisRun().ifPresent(list -> list.ends(exitCode));
        System.exit(exitCode);
    }
}
