package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.launcher.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** A run creates only the commands that it needs, and shows the same help as with all of them. */
class SubcommandsTest {
    private final CommandContext around =
            new CommandContext(Terminal.plain(System.out, System.err), new ByteArrayInputStream(new byte[0]), Map.of());

    static Collection<String> names() {
        return Subcommands.names();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-V", "--version", ""})
    void theListOfCommandsIsThatOfTheCommandsThemselves(String argument) {
        CommandLine listed =
                CodefleetCommand.lineFor(around, argument.isEmpty() ? new String[0] : new String[] {argument});

        assertThat(listed.getUsageMessage(Ansi.OFF))
                .isEqualTo(CodefleetCommand.in(around).getUsageMessage(Ansi.OFF));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aCommandIsTheSameAloneAndAmongAll(String name) {
        CommandLine alone = CodefleetCommand.lineFor(around, "--debug", name, "x");
        CommandLine all = CodefleetCommand.in(around);

        assertThat(usages(alone.getSubcommands().get(name)))
                .isEqualTo(usages(all.getSubcommands().get(name)));
        assertThat(alone.getSubcommands().get(name).getCommandName()).isEqualTo(name);
    }

    private static String usages(CommandLine command) {
        StringBuilder all = new StringBuilder(command.getUsageMessage(Ansi.OFF));
        command.getSubcommands().values().forEach(each -> all.append(usages(each)));
        return all.toString();
    }

    @Test
    void otherCommandsAreNotCreated() {
        assertThat(CodefleetCommand.lineFor(around, "stats").getSubcommands()).containsOnlyKeys("stats");
        assertThat(CodefleetCommand.lineFor(around, "statz").getSubcommands()).hasSizeGreaterThan(20);
    }

    @Test
    void aCommandIsShortUnlessItServesOrLogs() {
        assertThat(CodefleetCommand.isShort()).isTrue();
        assertThat(CodefleetCommand.isShort("submit", "worker")).isTrue();
        assertThat(CodefleetCommand.isShort("worker")).isFalse();
        assertThat(CodefleetCommand.isShort("stats", "--debug")).isFalse();
        assertThat(CodefleetCommand.isShort("--debug", "control")).isFalse();
        assertThat(CodefleetCommand.isShort("stats", "--debug=true")).isFalse();
    }
}
