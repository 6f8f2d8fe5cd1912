package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.launcher.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference of the command line, which is the help of all commands. */
class CliReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/cli.md");
    private static final int WIDTH = 110;

    @Test
    void thePageHoldsTheHelpOfEveryCommand() throws IOException {
        String generated = page(commands());
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/reference/cli.md; write it with ./mvnw -pl worker-launcher -am test "
                        + "-Dtest=CliReferenceTest -Ddocs.write=true")
                .isEqualTo(generated);
    }

    private static Map<String, CommandLine> commands() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        CommandLine root = CodefleetCommand.in(
                new CommandContext(Terminal.plain(nowhere, nowhere), new ByteArrayInputStream(new byte[0]), Map.of()));
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        collect(root, commands);
        return commands;
    }

    private static void collect(CommandLine command, Map<String, CommandLine> commands) {
        commands.put(command.getCommandSpec().qualifiedName(), command);
        command.getSubcommands().values().stream()
                .filter(each -> !each.getCommandName().equals("help"))
                .forEach(each -> collect(each, commands));
    }

    private static String page(Map<String, CommandLine> commands) {
        StringBuilder page = new StringBuilder("""
                # Command line

                This page is generated from the launcher. `codefleet COMMAND --help` prints the same. The
                [exit codes](errors.md#exit-codes) are the same for all commands that wait for a task.

                """);
        commands.keySet().forEach(name -> page.append("- [`%s`](#%s)\n".formatted(name, name.replace(' ', '-'))));
        commands.forEach((name, command) -> page.append("\n## ")
                .append(name)
                .append("\n\n```text\n")
                .append(usage(command))
                .append("\n```\n"));
        return page.toString();
    }

    private static String usage(CommandLine command) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
        return command.getUsageMessage(Ansi.OFF)
                .replace("\r\n", "\n")
                .replaceAll("(?m) +$", "")
                .strip();
    }
}
