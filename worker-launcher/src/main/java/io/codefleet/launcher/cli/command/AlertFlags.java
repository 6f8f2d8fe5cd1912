package io.codefleet.launcher.cli.command;

import io.codefleet.control.ControlOptions;
import io.codefleet.control.alerts.AlertYaml;
import io.codefleet.error.InvalidInputException;
import io.codefleet.launcher.config.TextFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rules and receivers of alerts. */
final class AlertFlags {
    @Option(
            names = "--alerts",
            paramLabel = "FILE",
            description = "The rules and receivers of alerts (YAML); without it all rules and no receivers")
    private @Nullable Path file;

    /** Returns the options with what the file says, if it is given. */
    ControlOptions apply(ControlOptions options) {
        Path given = file;
        if (given == null) {
            return options;
        }
        try {
            return options.toBuilder()
                    .alerts(AlertYaml.parse(TextFile.read("--alerts", given)))
                    .build();
        } catch (InvalidInputException e) {
            throw new CommandFailure("--alerts " + given + ": " + e.getMessage());
        }
    }
}
