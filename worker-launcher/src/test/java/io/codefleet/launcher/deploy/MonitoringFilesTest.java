package io.codefleet.launcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.testing.VertxExtension;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules and the board name metrics and labels that a control plane and a worker have. */
class MonitoringFilesTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern NAMED_LABEL = Pattern.compile("\\$labels\\.(\\w+)|\\{\\{(\\w+)}}");
    /** Labels that Prometheus adds to a target. */
    private static final Set<String> TARGET = Set.of("job", "instance", "namespace");

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        YAML.readTree(DEPLOY.resolve("prometheus/rules.yml").toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static List<JsonNode> alerts() throws IOException {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    static JsonNode board() throws IOException {
        return YAML.readTree(DEPLOY.resolve("grafana/codefleet.json").toFile());
    }

    static List<String> boardExpressions() throws IOException {
        List<String> all = new ArrayList<>();
        board().findValues("expr").forEach(expression -> all.add(expression.asText()));
        return all;
    }

    private static Map<String, Set<String>> shown(String text) {
        Map<String, Set<String>> known = new HashMap<>();
        SAMPLE.matcher(text).results().forEach(sample -> {
            Set<String> labels = known.computeIfAbsent(sample.group(1), first -> new TreeSet<>(TARGET));
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        });
        return known;
    }

    /** What there is to select: metrics of the processes, of Prometheus itself, and of the recording rules. */
    private static Map<String, Set<String>> known(String text) throws IOException {
        Map<String, Set<String>> known = shown(text);
        known.put("up", TARGET);
        known.put("ALERTS", Set.of("alertname", "alertstate"));
        for (JsonNode rule : rules()) {
            if (rule.has("record")) {
                known.put(
                        rule.path("record").asText(),
                        PromExpression.parse(rule.path("expr").asText()).grouped());
            }
        }
        return known;
    }

    private static void assertKnown(String expression, Map<String, Set<String>> known) {
        PromExpression names = PromExpression.parse(expression);
        assertThat(names.selected()).as(expression).isNotEmpty();
        names.selected().forEach((metric, labels) -> {
            assertThat(known).as(expression).containsKey(metric);
            assertThat(known.getOrDefault(metric, Set.of())).as(expression).containsAll(labels);
        });
        Set<String> ofAny = names.selected().keySet().stream()
                .flatMap(metric -> known.getOrDefault(metric, Set.of()).stream())
                .collect(Collectors.toSet());
        assertThat(ofAny).as(expression).containsAll(names.grouped());
    }

    @Test
    void everyMetricAndLabelIsThere() throws Exception {
        List<String> expressions = new ArrayList<>(boardExpressions());
        for (JsonNode rule : rules()) {
            expressions.add(rule.path("expr").asText());
        }
        expressions.add(YAML.readTree(DEPLOY.resolve("kubernetes/keda.yml").toFile())
                .at("/spec/triggers/0/metadata/query")
                .asText());
        assertThat(expressions).hasSizeGreaterThan(50);
        try (RunningFleet running = new RunningFleet(vertx.get())) {
            running.work();
            await().untilAsserted(() -> {
                Map<String, Set<String>> known = known(running.metrics());
                expressions.forEach(expression -> assertKnown(expression, known));
            });
        }
    }

    @Test
    void textsNameLabelsThatTheirExpressionKeeps() throws Exception {
        for (JsonNode alert : alerts()) {
            assertLabelsStay(
                    alert.path("expr").asText(),
                    alert.at("/annotations/summary").asText(),
                    alert.path("alert").asText());
        }
        for (JsonNode panel : board().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                assertLabelsStay(
                        target.path("expr").asText(),
                        target.path("legendFormat").asText(),
                        panel.path("title").asText());
            }
        }
    }

    private static void assertLabelsStay(String expression, String text, String where) throws IOException {
        PromExpression names = PromExpression.parse(expression);
        Set<String> kept = new TreeSet<>(names.grouped());
        Map<String, Set<String>> recorded = known("");
        names.selected().keySet().forEach(metric -> kept.addAll(recorded.getOrDefault(metric, Set.of())));
        if (!expression.matches(".*\\b(max|min|sum)\\b.*")) {
            kept.addAll(TARGET);
        }
        List<String> used = NAMED_LABEL
                .matcher(text)
                .results()
                .map(label -> label.group(1) == null ? label.group(2) : label.group(1))
                .toList();
        assertThat(kept).as(where).containsAll(used);
    }

    private static String alertName(AlertRule rule) {
        return "Codefleet"
                + Arrays.stream(rule.code().split("-", -1))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }

    @Test
    void theAlertsAreThoseOfTheControlPlaneWithTheirThresholdsAndDurations() throws Exception {
        Map<String, JsonNode> byName = alerts().stream()
                .collect(Collectors.toMap(alert -> alert.path("alert").asText(), alert -> alert));
        for (AlertRule rule : AlertRule.values()) {
            assertThat(byName).containsKey(alertName(rule));
            JsonNode alert = byName.get(alertName(rule));
            String threshold = new BigDecimal(String.valueOf(rule.threshold()))
                    .stripTrailingZeros()
                    .toPlainString();
            String compared = rule == AlertRule.BROKER_AWAY ? " == 0" : " > " + threshold;
            assertThat(alert.path("expr").asText() + " ").contains(compared + " ");
            Duration wait =
                    alert.has("for") ? DurationText.parse(alert.path("for").asText()) : Duration.ZERO;
            assertThat(wait).as(rule.code()).isEqualTo(rule.duration());
        }
    }

    @Test
    void everyAlertHasAPlaceInTheGuideThatSaysWhatToDo() throws Exception {
        String guide = Files.readString(Path.of("../docs/guides/monitoring.md"));
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo("docs/guides/monitoring.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(guide).contains("\n### " + name + "\n");
            assertThat(alert.at("/labels/severity").asText()).isIn("warning", "critical");
        }
        assertThat(Pattern.compile("(?m)^### Codefleet").matcher(guide).results())
                .hasSameSizeAs(alerts());
    }

    @Test
    void thePanelsOfTheBoardHaveIdsAndPlacesOfTheirOwn() throws Exception {
        JsonNode board = board();
        assertThat(board.path("uid").asText()).isEqualTo("codefleet");
        Set<Integer> ids = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : board.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell = (place.path("x").asInt() + x) + ","
                            + (place.path("y").asInt() + y);
                    assertThat(cells.add(cell)).as(panel.path("title").asText()).isTrue();
                }
            }
        }
        List<String> titles = board.path("panels").findValuesAsText("title");
        assertThat(titles)
                .contains("Queue", "Workers", "Throughput", "Failure rate", "Utilization", "Cost by project")
                .contains("Cost by model", "Latency of attempts");
        assertThat(NAMED_LABEL.matcher(board.toString()).results().map(MatchResult::group))
                .isNotEmpty();
    }
}
