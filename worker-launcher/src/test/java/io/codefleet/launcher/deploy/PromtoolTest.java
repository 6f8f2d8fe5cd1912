package io.codefleet.launcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codefleet.agent.test.Programs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own checker says about the rules and the board. */
class PromtoolTest {
    private static final Path RULES = Path.of("../deploy/prometheus");

    @TempDir
    private Path folder;

    @BeforeEach
    void promtoolIsThere() {
        assumeTrue(Programs.isOnPath("promtool") || System.getenv("CI") != null, "promtool is installed");
    }

    private static String promtool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(RULES.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void theRulesDoWhatTheirTestsSay() throws Exception {
        assertThat(promtool("check", "rules", "rules.yml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "rules.test.yml")).contains("SUCCESS");
    }

    @Test
    void theTestsOfTheRulesNameEveryAlert() throws Exception {
        String tests = Files.readString(RULES.resolve("rules.test.yml"));
        Files.readString(RULES.resolve("rules.yml"))
                .lines()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.replace("- alert: ", "").strip())
                .forEach(alert -> assertThat(tests)
                        .as(alert + " fires and does not")
                        .contains("alertname: " + alert + ", exp_alerts: []")
                        .contains("alertname: " + alert + "\n        exp_alerts:\n"));
    }

    @Test
    void theConfigurationIsRead() throws Exception {
        assertThat(promtool("check", "config", "--syntax-only", "prometheus.yml"))
                .contains("SUCCESS");
    }

    @Test
    void everyExpressionOfTheBoardIsPromQl() throws Exception {
        List<Map<String, String>> rules = new ArrayList<>();
        for (String expression : MonitoringFilesTest.boardExpressions()) {
            rules.add(Map.of("record", "board:panel" + rules.size(), "expr", expression));
        }
        Path file = folder.resolve("board.yml");
        new YAMLMapper().writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "board", "rules", rules))));
        assertThat(promtool("check", "rules", file.toString())).contains(rules.size() + " rules found");
    }
}
