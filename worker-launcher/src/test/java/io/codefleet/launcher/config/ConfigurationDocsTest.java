package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
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
}
