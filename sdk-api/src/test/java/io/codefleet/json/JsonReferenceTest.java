package io.codefleet.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the JSON forms, whose examples are the golden files. */
class JsonReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/json.md");
    private static final Path STORED = Path.of("src/test/resources/stored");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```json (\\S+)\\n(.*?)^```$");

    @Test
    void everyExampleIsTheGoldenFileOfItsName() throws IOException {
        String page = Files.readString(PAGE);
        String written = EXAMPLE.matcher(page).replaceAll(example -> Matcher.quoteReplacement(withGolden(example)));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, written);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/reference/json.md; write its examples with ./mvnw -pl sdk-api test "
                        + "-Dtest=JsonReferenceTest -Ddocs.write=true")
                .isEqualTo(written);
    }

    @Test
    void everyGoldenFileOfAFormIsAnExample() throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map(example -> example.group(1))
                .toList();
        try (Stream<Path> files = Files.list(STORED)) {
            assertThat(examples)
                    .containsExactlyInAnyOrderElementsOf(files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.endsWith(".json"))
                            .toList());
        }
    }

    private static String withGolden(MatchResult example) {
        try {
            String golden = Files.readString(STORED.resolve(example.group(1))).strip();
            return "```json " + example.group(1) + "\n" + golden + "\n```";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
