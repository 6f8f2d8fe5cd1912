package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of a worker's file as they are documented. */
class ConfigurationDocsTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_.]+)` \\|", Pattern.MULTILINE);

    private static Stream<String> keys(String section, Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).flatMap(component -> {
            String key = section + SnakeCaseStrategy.INSTANCE.translate(component.getName());
            return isSection(component) ? keys(key + ".", component.getType()) : Stream.of(key);
        });
    }

    private static boolean isSection(RecordComponent component) {
        return component.getType().isRecord()
                && component.getType().getSimpleName().endsWith("Part");
    }

    @Test
    void everyKeyIsDocumentedAndNoOther() throws IOException {
        String text = Files.readString(Path.of("../docs/reference/configuration.md"));
        List<String> documented =
                ROW.matcher(text).results().map(row -> row.group(1)).toList();

        assertThat(documented)
                .as("the keys in the tables of docs/reference/configuration.md")
                .containsExactlyInAnyOrderElementsOf(keys("", WorkerFile.class).toList());
    }

    @Test
    void everyVariableIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/configuration.md"));
        Set<String> documented = Pattern.compile("(?m)^\\| (`[A-Z_`, …]+`) \\|")
                .matcher(page)
                .results()
                .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", ")))
                .collect(Collectors.toSet());
        Set<String> read = variables(
                Pattern.compile("\\b(CODEFLEET_[A-Z_]+)\\b"), Path.of("../distribution/src/main/bin/codefleet"));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                read.addAll(variables(Pattern.compile("\"(CODEFLEET_[A-Z_]+[A-Z])\""), source));
            }
        }

        assertThat(read).hasSizeGreaterThan(10);
        assertThat(documented).containsAll(read);
    }

    private static Set<String> variables(Pattern name, Path file) throws IOException {
        return name.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
