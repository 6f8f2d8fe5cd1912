package io.codefleet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide against what an application gets. */
class SpringGuideTest {
    private static final Pattern NETTY = Pattern.compile("\\b4\\.\\d+\\.\\d+\\.Final\\b");
    /** Row of a table: a property, and its default if it is a value. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(codefleet\\.[^`]*?)(?:\\.\\*)?` \\| (?:`([^`]*)`)?");

    private static String guide() throws IOException {
        return Files.readString(Path.of("../../docs/guides/spring.md"));
    }

    /** An application of Boot 3.5 takes the version from the guide. */
    @Test
    void theGuideNamesTheNettyOfVertx() throws IOException {
        assertThat(NETTY.matcher(guide()).results().map(MatchResult::group))
                .isNotEmpty()
                .containsOnly(Version.identify().get("netty-common").artifactVersion());
    }

    private static JsonArray metadata() throws IOException {
        Path file = Path.of(
                System.getProperty("build.folder"), "classes", "META-INF", "spring-configuration-metadata.json");
        return new JsonObject(Files.readString(file)).getJsonArray("properties");
    }

    @Test
    void theGuideListsEachPropertyWithItsDefault() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        ROW.matcher(guide())
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
        // the roles of an application have four defaults
        documented.replace("codefleet.control.roles", "");
        Map<String, String> properties = metadata().stream()
                .map(JsonObject.class::cast)
                .filter(property -> property.getString("name").startsWith("codefleet."))
                .collect(Collectors.toMap(
                        property -> property.getString("name"),
                        property -> String.valueOf(property.getValue("defaultValue", "")),
                        (one, other) -> one,
                        TreeMap::new));
        assertThat(documented).isEqualTo(properties);
    }

    /** Editors complete properties and show their descriptions. */
    @Test
    void eachPropertyHasADescription() throws IOException {
        assertThat(metadata().stream().map(JsonObject.class::cast))
                .allSatisfy(property -> assertThat(property.getString("description"))
                        .as(property.getString("name"))
                        .isNotBlank())
                .extracting(property -> property.getString("name"))
                .contains("management.health.codefleet.enabled");
    }
}
