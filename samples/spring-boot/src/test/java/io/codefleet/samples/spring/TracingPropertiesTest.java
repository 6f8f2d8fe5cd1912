package io.codefleet.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The properties of the guide that this version of Boot reads. */
class TracingPropertiesTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```properties\\n(.*?)```");

    @Test
    void theFirstBlockOfTheGuideNamesPropertiesOfBoot4() throws IOException {
        String guide = Files.readString(Path.of("../../docs/guides/spring.md"));
        Properties block = new Properties();
        block.load(new StringReader(BLOCK.matcher(guide)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList()
                .get(0)));
        assertThat(block.stringPropertyNames())
                .contains("management.opentelemetry.tracing.export.otlp.endpoint")
                .isSubsetOf(known());
    }

    /** Returns the names of all properties that the jars of the application describe. */
    private static Set<String> known() throws IOException {
        Set<String> names = new HashSet<>();
        for (URL url : Collections.list(TracingPropertiesTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = url.openStream()) {
                new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .getJsonArray("properties")
                        .forEach(property -> names.add(((JsonObject) property).getString("name")));
            }
        }
        return names;
    }
}
