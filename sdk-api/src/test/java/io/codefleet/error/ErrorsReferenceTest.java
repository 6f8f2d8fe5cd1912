package io.codefleet.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the errors names each kind and each exception. */
class ErrorsReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/errors.md");

    private static List<String> rows(String name) throws IOException {
        return Pattern.compile("(?m)^\\| `(" + name + ")` \\| ([a-z ]+) \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    @Test
    void everyKindIsListedWithWhetherItIsRetried() throws IOException {
        assertThat(rows("[A-Z_]+"))
                .containsExactlyElementsOf(Arrays.stream(ErrorKind.values())
                        .map(kind -> kind.code() + (kind.retryable() ? " yes" : " no"))
                        .toList());
    }

    @Test
    void everyExceptionIsListed() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<String> exceptions = sources.map(source -> String.valueOf(source.getFileName()))
                    .filter(name -> name.endsWith("Exception.java") && !name.startsWith("Codefleet"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
            assertThat(rows("[A-Za-z]+Exception"))
                    .extracting(row -> row.substring(0, row.indexOf(' ')))
                    .containsExactlyInAnyOrderElementsOf(exceptions);
        }
    }
}
