package io.codefleet.launcher;

import io.codefleet.launcher.command.CodefleetCommand;
import io.codefleet.launcher.command.Surroundings;

/** The entry point of {@code codefleet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CodefleetCommand.in(Surroundings.system()).execute(args));
    }
}
