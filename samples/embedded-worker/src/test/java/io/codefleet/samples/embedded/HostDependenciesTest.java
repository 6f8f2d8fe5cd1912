package io.codefleet.samples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a host of a worker gets by its one dependency, and the page that says so. */
class HostDependenciesTest {
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");

    /** What the host runs with, as the build has resolved it. */
    static List<String> classPath() throws IOException {
        Path file = Path.of(System.getProperty("build.folder"), "runtime-class-path");
        return Arrays.asList(Files.readString(file).trim().split(File.pathSeparator, -1));
    }

    @Test
    void theHostHasOneDependency() throws IOException {
        List<String> dependencies = DEPENDENCY
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(MatchResult::group)
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .toList();

        assertThat(dependencies).singleElement().asString().contains("<artifactId>codefleet-agent-worker</artifactId>");
    }

    @Test
    void itsClassPathHasNoCommandLineNoLogAndNoMetricsOfTheLauncher() throws IOException {
        assertThat(classPath())
                .anyMatch(entry -> entry.contains("agent-opencode"))
                .anyMatch(entry -> entry.contains("broker-redis"))
                .noneMatch(entry -> entry.matches(".*(picocli|logback|logstash|prometheus|micrometer|worker-launcher"
                        + "|control-server|scripted-model|test-support|slf4j-simple|vertx-web).*"));
    }

    @Test
    void thePageShowsTheHostAsItIs() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/codefleet/samples/embedded/EmbeddedWorker.java"));
        String body = source.substring(source.indexOf("        Path folder"), source.lastIndexOf("    }"))
                .replaceAll("(?m)^        ", "");

        assertThat(Files.readString(Path.of("../../docs/guides/embedding.md"))).contains("```java\n" + body + "```");
    }
}
