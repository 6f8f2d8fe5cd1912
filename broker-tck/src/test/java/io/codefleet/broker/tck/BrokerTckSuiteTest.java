package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BrokerTckSuiteTest {

    /** The simple names of the kit's classes of tests. */
    private static List<String> capabilities() {
        try {
            Path classes = Path.of(
                            BrokerTck.class.getResource("BrokerTck.class").toURI())
                    .getParent();
            try (Stream<Path> files = Files.list(classes)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("Tck.class") && !name.equals("BrokerTck.class"))
                        .map(name -> name.substring(0, name.length() - ".class".length()))
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBrokerThatExtendsTheSuiteRunsEachClassOfTheKit() {
        List<String> nested = Arrays.stream(BrokerTckSuite.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .map(type -> type.getSuperclass().getSimpleName())
                .toList();

        assertThat(nested).containsExactlyInAnyOrderElementsOf(capabilities());
    }

    @Test
    void eachNestedClassHasTheNameOfTheClassItRuns() {
        assertThat(BrokerTckSuite.class.getDeclaredClasses())
                .allSatisfy(type -> assertThat(type.getSimpleName().replaceAll("Tests$", "Tck"))
                        .isEqualTo(type.getSuperclass().getSimpleName()));
    }

    @Test
    void theTableOfTheReadmeNamesEachClassOfTheKit() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(capabilities()).allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }
}
