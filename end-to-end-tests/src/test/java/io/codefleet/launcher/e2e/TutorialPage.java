package io.codefleet.launcher.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of the tutorial, as the blocks of code that it consists of. */
record TutorialPage(String name, List<Block> blocks) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)(?: +(\\S+))?\\n(.*?)^```$");

    /**
     * A block of code.
     *
     * @param language {@code sh} runs, {@code text} is the output of the block before, {@code console} is only shown; any other
     *     is a file
     * @param note the name of a file; for a command {@code repeat} if it runs until its output fits
     */
    record Block(String language, String note, String text) {
        boolean isFile() {
            return !isCommand() && !isOutput() && !language.equals("console");
        }

        boolean isCommand() {
            return language.equals("sh");
        }

        boolean isOutput() {
            return language.equals("text");
        }

        boolean repeats() {
            return note.equals("repeat");
        }
    }

    static TutorialPage read(Path file) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(file));
        return new TutorialPage(
                String.valueOf(file.getFileName()),
                blocks.results()
                        .map(block ->
                                new Block(block.group(1), block.group(2) == null ? "" : block.group(2), block.group(3)))
                        .toList());
    }

    /** Returns a pattern of all outputs that differ from a shown one by times, ids and column widths only. */
    static Pattern outputsLike(String shown) {
        return Pattern.compile(withoutVariables(shown)
                .lines()
                .map(line ->
                        Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*?")))
                .collect(Collectors.joining("\n")));
    }

    /** Returns an output with the same text for each time, id and number of spaces. */
    static String withoutVariables(String output) {
        return output.strip()
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "<instant>")
                .replaceAll("\\b\\d+(\\.\\d+)?( ?m ?\\d+(\\.\\d+)?)? ?(ms|s|m)\\b", "<time>")
                .replaceAll("\\bses_\\w+", "<session>")
                .replaceAll("[ \\t]+", " ")
                .replaceAll("(?m)^ | $", "");
    }
}
