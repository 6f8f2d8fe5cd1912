package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that documents, comments and the texts of main code use plain technical English. */
class ProseTest {

    private static final Pattern AVOIDED = Pattern.compile(
            "\\b(?:shall|anew|beside|mend(?:s|ed|ing)?|told|tells?|telling|whoever|bears|comes to|goes on|is no)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final int MAX_COLUMNS = 120;

    /** As {@link #AVOIDED}, but a text may state that something does not exist. */
    private static final Pattern AVOIDED_IN_TEXT =
            Pattern.compile("(?<!\\bthere )(?:" + AVOIDED.pattern() + ")", Pattern.CASE_INSENSITIVE);

    /** Classes whose texts are part of stored tasks: a change would turn the tasks of a run in flight into others. */
    private static final Set<String> STORED = Set.of("Prompts.java");

    private static final Pattern ALL = Pattern.compile("(?s).+");
    private static final Pattern TOKEN =
            Pattern.compile("(?s)\"{3}.*?\"{3}|\"(?:\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*.*?\\*/");

    @Test
    void noDocumentOrCommentHasAnAvoidedWord() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            boolean isCode = file.toString().endsWith(".java");
            find(AVOIDED, file, isCode ? TOKEN : ALL, part -> !isCode || !isText(part), found);
        }
        assertThat(found).as("avoided words; rewrite the sentence").isEmpty();
    }

    @Test
    void noTextOfMainCodeHasAnAvoidedWord() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            if (name(file).contains("src/main/java/")
                    && !STORED.contains(file.getFileName().toString())) {
                find(AVOIDED_IN_TEXT, file, TOKEN, ProseTest::isText, found);
            }
        }
        assertThat(found).as("avoided words in texts; rewrite the sentence").isEmpty();
    }

    @Test
    void noLineOfADocumentIsTooWide() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : files()) {
            if (file.toString().endsWith(".md")) {
                String prose = CODE_BLOCK.matcher(Files.readString(file)).replaceAll("");
                prose.lines()
                        .filter(line -> line.length() > MAX_COLUMNS && !line.startsWith("|"))
                        .forEach(line -> wide.add(name(file) + ": " + line));
            }
        }
        assertThat(wide).as("lines of more than %s columns", MAX_COLUMNS).isEmpty();
    }

    private static void find(
            Pattern avoided, Path file, Pattern parts, Predicate<MatchResult> isChecked, List<String> found)
            throws IOException {
        String text = Files.readString(file);
        parts.matcher(text)
                .results()
                .filter(isChecked)
                .forEach(part -> avoided.matcher(part.group()).results().forEach(word -> {
                    long line = text.substring(0, part.start() + word.start() + 1)
                            .lines()
                            .count();
                    found.add(name(file) + ":" + line + ": " + word.group());
                }));
    }

    private static boolean isText(MatchResult token) {
        return token.group().startsWith("\"");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Modules.ROOT)) {
            return files.filter(ProseTest::isProse).toList();
        }
    }

    private static boolean isProse(Path file) {
        String name = "/" + name(file);
        return (name.endsWith(".md") || name.endsWith(".java") || name.endsWith(".lua"))
                && !name.contains("/target/")
                && (name.startsWith("/.github/") || !name.contains("/."))
                && !name.endsWith("/" + ProseTest.class.getSimpleName() + ".java")
                && !name.endsWith("/CHANGELOG.md");
    }

    private static String name(Path file) {
        return Modules.ROOT.relativize(file).toString().replace('\\', '/');
    }
}
