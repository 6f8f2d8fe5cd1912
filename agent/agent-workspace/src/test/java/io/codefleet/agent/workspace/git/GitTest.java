package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTest {
    @TempDir
    private Path folder;

    @Test
    void whatGitStartsDoesNotSeeTheBrokerAndTheCollector() throws IOException {
        Map<String, String> worker = new TreeMap<>(System.getenv());
        worker.put("CODEFLEET_BROKER", "redis://:top-secret@host");
        worker.put("OTEL_EXPORTER_OTLP_HEADERS", "api-key=top-secret");
        worker.put("GIT_AUTHOR_NAME", "top-secret");
        worker.put("OTELLO", "stays");
        GitSettings settings = new GitSettings(false, false, false, Duration.ofMinutes(1), List.of());
        String seen =
                new Git(settings, worker).local(folder, Map.of(), "-c", "alias.show-variables=!env", "show-variables");
        assertThat(seen).contains("OTELLO=stays").doesNotContain("top-secret");
    }
}
