package io.codefleet.launcher;

import io.codefleet.launcher.cli.command.CodefleetCommand;
import io.codefleet.launcher.cli.command.CommandContext;

/** The entry point of {@code codefleet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CodefleetCommand.in(CommandContext.system()).execute(args));
    }
}
