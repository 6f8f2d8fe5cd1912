package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.launcher.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands in the shell blocks of all documents have known names, flags and arguments. */
class ShellBlocksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(?:sh|console)[^\\n]*\\n(.*?)^ *```");

    /** A quoted text, an operator, a comment, an assignment's or an argument's characters. */
    private static final Pattern TOKEN =
            Pattern.compile("(?:\"(?:\\\\.|[^\"])*\"|'[^']*'|[^\\s\"'|;&<>()#]|(?<=\\S)#)+|[|;&<>()]+|#.*");

    @Test
    void everyCommandOfTheDocumentsCanBeParsed() throws IOException {
        List<String> faults = new ArrayList<>();
        int parsed = 0;
        for (Path document : documents()) {
            for (List<String> command : commands(Files.readString(document))) {
                parsed++;
                try {
                    commandLine().parseArgs(command.toArray(String[]::new));
                } catch (CommandLine.ParameterException e) {
                    faults.add(ROOT.relativize(document) + ": codefleet " + String.join(" ", command) + ": "
                            + e.getMessage());
                }
            }
        }
        assertThat(parsed).as("commands in documents").isGreaterThan(20);
        assertThat(faults).as("commands in documents that cannot be parsed").isEmpty();
    }

    @Test
    void aCommandIsFoundBetweenAssignmentsPipesAndComments() {
        assertThat(commands("```sh\nA=1 codefleet stats --json | jq '.x'   # shows\necho codefleet\n```\n"))
                .containsExactly(List.of("stats", "--json"));
        assertThat(
                        commands(
                                "```sh\ncodefleet submit \\\n  \"a b\" --id 'c#1' > x & codefleet tasks; codefleet task ID\n```\n"))
                .containsExactly(List.of("submit", "a b", "--id", "c#1"), List.of("tasks"), List.of("task", "ID"));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            !ROOT.relativize(file).toString().matches("(?:.*/)?(?:target|node_modules|\\.[^/]*)/.*"))
                    .toList();
        }
    }

    private static List<List<String>> commands(String document) {
        List<List<String>> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document);
        while (blocks.find()) {
            blocks.group(1).replace("\\\n", " ").lines().forEach(line -> collect(line, commands));
        }
        return commands;
    }

    private static void collect(String line, List<List<String>> commands) {
        List<String> words = new ArrayList<>();
        Matcher tokens = TOKEN.matcher(line);
        while (tokens.find()) {
            String token = tokens.group();
            if (token.matches("[|;&<>()]+|#.*")) {
                add(words, commands);
                words.clear();
                if (token.matches("[<>]+|#.*")) {
                    words.add(token);
                }
            } else if (!words.isEmpty() || !token.matches("\\w+=.*")) {
                words.add(token.replaceAll("^[\"']|[\"']$", ""));
            }
        }
        add(words, commands);
    }

    private static void add(List<String> words, List<List<String>> commands) {
        if (!words.isEmpty() && words.get(0).equals("codefleet")) {
            commands.add(List.copyOf(words.subList(1, words.size())));
        }
    }

    private static CommandLine commandLine() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return CodefleetCommand.in(
                new CommandContext(Terminal.plain(nowhere, nowhere), new ByteArrayInputStream(new byte[0]), Map.of()));
    }
}
