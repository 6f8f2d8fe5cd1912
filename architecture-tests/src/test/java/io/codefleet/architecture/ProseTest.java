package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that documents and comments use plain technical English. {@code prose-record.txt} holds the number of words of {@link
 * #AVOIDED} in each file. A file may not have more, and the record may not be higher than the file, so it can only shrink.
 */
class ProseTest {

    private static final Path RECORD = Path.of("src/test/resources/prose-record.txt");

    private static final Pattern AVOIDED = Pattern.compile(
            "\\b(?:shall|anew|beside|mend(?:s|ed|ing)?|told|tells?|telling|whoever|bears|comes to|goes on|is no)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final int MAX_COLUMNS = 120;

    private static final Pattern COMMENT = Pattern.compile("(?s)\"(?:\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*.*?\\*/");

    @Test
    void noFileHasMoreAvoidedWordsThanTheRecordSays() throws IOException {
        Map<String, Integer> recorded = new TreeMap<>();
        for (String line : Files.readAllLines(RECORD)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ", 2);
                recorded.put(parts[1], Integer.parseInt(parts[0]));
            }
        }
        Map<String, Integer> counted = count();
        if (Boolean.getBoolean("prose.record")) {
            Map<String, Integer> lowered = new TreeMap<>(counted);
            lowered.replaceAll((file, count) -> Math.min(count, recorded.getOrDefault(file, 0)));
            lowered.values().removeIf(count -> count == 0);
            write(lowered);
            recorded.clear();
            recorded.putAll(lowered);
        }
        assertThat(differences(counted, recorded))
                .as("avoided words by file: above the record, rewrite the prose; below it, lower the record with "
                        + "./mvnw -pl architecture-tests -am test -Dtest=ProseTest -Dprose.record=true")
                .isEmpty();
    }

    private static List<String> differences(Map<String, Integer> counted, Map<String, Integer> recorded) {
        Set<String> files = new TreeSet<>(counted.keySet());
        files.addAll(recorded.keySet());
        return files.stream()
                .filter(file -> !Objects.equals(counted.get(file), recorded.get(file)))
                .map(file ->
                        file + ": " + counted.getOrDefault(file, 0) + ", recorded " + recorded.getOrDefault(file, 0))
                .toList();
    }

    @Test
    void noLineOfADocumentIsTooWide() throws IOException {
        List<String> wide = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Modules.ROOT)) {
            for (Path file : files.filter(ProseTest::isProse)
                    .filter(each -> each.toString().endsWith(".md"))
                    .toList()) {
                String prose = CODE_BLOCK.matcher(Files.readString(file)).replaceAll("");
                prose.lines()
                        .filter(line -> line.length() > MAX_COLUMNS && !line.startsWith("|"))
                        .forEach(line -> wide.add(name(file) + ": " + line));
            }
        }
        assertThat(wide).as("lines of more than %s columns", MAX_COLUMNS).isEmpty();
    }

    private static Map<String, Integer> count() throws IOException {
        Map<String, Integer> counted = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Modules.ROOT)) {
            for (Path file : files.filter(ProseTest::isProse).toList()) {
                String text = Files.readString(file);
                int count = file.toString().endsWith(".java") ? inComments(text) : in(text);
                if (count > 0) {
                    counted.put(name(file), count);
                }
            }
        }
        return counted;
    }

    private static boolean isProse(Path file) {
        String name = "/" + name(file);
        return (name.endsWith(".md") || name.endsWith(".java") || name.endsWith(".lua"))
                && !name.contains("/target/")
                && !name.contains("/.")
                && !name.endsWith("/" + ProseTest.class.getSimpleName() + ".java")
                && !name.endsWith("/CHANGELOG.md");
    }

    private static String name(Path file) {
        return Modules.ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static int inComments(String source) {
        Matcher comments = COMMENT.matcher(source);
        int count = 0;
        while (comments.find()) {
            count += comments.group().startsWith("\"") ? 0 : in(comments.group());
        }
        return count;
    }

    private static int in(String text) {
        return (int) AVOIDED.matcher(text).results().count();
    }

    private static void write(Map<String, Integer> counted) throws IOException {
        StringBuilder text = new StringBuilder("# avoided words by file, kept by ProseTest; the numbers only fall\n");
        counted.forEach(
                (file, count) -> text.append(count).append(' ').append(file).append('\n'));
        Files.writeString(RECORD, text);
    }
}
