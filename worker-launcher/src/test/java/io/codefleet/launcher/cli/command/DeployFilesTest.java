package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codefleet.agent.test.Programs;
import io.codefleet.control.ControlOptions;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.config.SettingsResolver;
import io.codefleet.launcher.config.WorkerFileReader;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in {@code deploy/} fits this launcher: its flags, variables, keys, paths and times. */
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final YAMLMapper YAML = new YAMLMapper();
    /** How much longer than its drain timeout the worker may take: to hand back, to stop OpenCode, to leave the fleet. */
    private static final Duration MARGIN = Duration.ofSeconds(25);

    @TempDir
    private Path folder;

    private static String text(String file) throws IOException {
        return Files.readString(DEPLOY.resolve(file));
    }

    private static List<JsonNode> documents(String file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text(file))) {
            return documents.readAll();
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode deployment() throws IOException {
        return documents("kubernetes/worker.yml").stream()
                .filter(document -> document.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec");
    }

    private static List<String> unitArguments(String command) throws IOException {
        String unit = text("systemd/codefleet-" + command + ".service").replace("\\\n", " ");
        String line = unit.lines()
                .filter(each -> each.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words = Arrays.asList(line.split("\\s+"));
        return words.subList(words.indexOf(command), words.size());
    }

    /** What starts a worker or a control plane in each file. */
    static Stream<List<String>> commands() throws IOException {
        String image = text("docker/Dockerfile");
        JsonNode command = YAML.readTree(image.substring(image.indexOf("CMD [") + 4));
        return Stream.of(
                unitArguments("worker"),
                unitArguments("control"),
                texts(command),
                texts(documents("docker/compose.yml").get(0).at("/x-worker/command")),
                texts(documents("docker/compose.yml").get(0).at("/services/control/command")),
                texts(deployment().at("/containers/0/args")),
                texts(ControlManifest.read().pod().at("/containers/0/args")));
    }

    @Test
    void theFlagsAreThoseOfTheLauncher() throws IOException {
        CommandContext around = new CommandContext(Terminal.plain(System.out, System.err), System.in, Map.of());

        assertThat(commands())
                .hasSize(7)
                .allSatisfy(arguments -> assertThat(CodefleetCommand.in(around)
                                .parseArgs(arguments.toArray(String[]::new))
                                .subcommand())
                        .isNotNull());
    }

    @Test
    void theVariablesAreThoseOfTheLauncher() throws Exception {
        Set<String> known = new TreeSet<>();
        for (Class<?> flags : List.of(BrokerFlags.class, WorkerFlags.class)) {
            for (Field field : flags.getDeclaredFields()) {
                if (field.getName().endsWith("_VARIABLE")) {
                    field.setAccessible(true);
                    known.add((String) field.get(null));
                }
            }
        }
        Set<String> used = new TreeSet<>();
        for (String file : List.of(
                "systemd/codefleet-worker.service",
                "systemd/codefleet-control.service",
                "docker/Dockerfile",
                "docker/compose.yml",
                "docker/control.yml",
                "docker/worker.yml",
                "kubernetes/control.yml",
                "kubernetes/worker.yml")) {
            Pattern.compile("CODEFLEET_[A-Z_]+").matcher(text(file)).results().forEach(name -> used.add(name.group()));
        }

        // the configuration in the files names it
        known.add("CODEFLEET_REDIS_PASSWORD");
        // the gateway's client reads it
        known.add("CODEFLEET_API_KEY");
        assertThat(used).isNotEmpty().isSubsetOf(known);
    }

    private WorkerSettings settings(String configuration) throws IOException {
        Path file = Files.writeString(folder.resolve("worker.yml"), configuration);
        return new SettingsResolver("host", folder).resolve(new WorkerFileReader(Map.of()).read(file));
    }

    @Test
    void theImagesConfigurationIsReadAndItsDrainFitsIntoTheGraceOfCompose() throws IOException {
        WorkerSettings settings = settings(text("docker/worker.yml"));
        JsonNode worker = documents("docker/compose.yml").get(0).path("x-worker");

        assertThat(settings.warnings()).isEmpty();
        assertThat(DurationText.parse(worker.path("stop_grace_period").asText()))
                .isGreaterThanOrEqualTo(
                        settings.worker().options().drainTimeout().plus(MARGIN));
        assertThat(texts(worker.at("/healthcheck/test")))
                .contains("http://127.0.0.1:" + settings.monitoring().port().orElseThrow() + "/health/ready");
        assertThat(worker.path("restart").asText()).isEqualTo("on-failure");
    }

    @Test
    void theManifestsConfigurationIsReadAndItsDrainFitsIntoTheGraceOfThePod() throws IOException {
        WorkerSettings settings = settings(
                documents("kubernetes/worker.yml").get(0).at("/data/worker.yml").asText());
        JsonNode pod = deployment();
        JsonNode container = pod.at("/containers/0");

        assertThat(settings.warnings()).isEmpty();
        assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThanOrEqualTo(
                        settings.worker().options().drainTimeout().plus(MARGIN));
        assertThat(container.at("/ports/0/containerPort").asInt())
                .isEqualTo(settings.monitoring().port().orElseThrow());
        assertThat(settings.monitoring().host()).isEqualTo("0.0.0.0");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    }

    @Test
    void whatTheManifestsReferToIsThere() throws IOException {
        List<JsonNode> all = new ArrayList<>(documents("kubernetes/worker.yml"));
        all.addAll(documents("kubernetes/keda.yml"));
        JsonNode pod = deployment();

        assertThat(all)
                .extracting(each -> each.path("kind").asText())
                .containsExactly("ConfigMap", "Deployment", "NetworkPolicy", "ScaledObject");
        assertThat(all)
                .allSatisfy(
                        each -> assertThat(each.at("/metadata/name").asText()).isEqualTo("codefleet-worker"));
        assertThat(all.get(1).at("/spec/selector/matchLabels"))
                .isEqualTo(all.get(1).at("/spec/template/metadata/labels"));
        assertThat(names(pod.at("/containers/0/volumeMounts"))).isEqualTo(names(pod.path("volumes")));
        assertThat(pod.at("/volumes/0/configMap/name")).isEqualTo(all.get(0).at("/metadata/name"));
        assertThat(all.get(2).at("/spec/podSelector/matchLabels"))
                .isEqualTo(all.get(1).at("/spec/template/metadata/labels"));
        assertThat(all.get(3).at("/spec/scaleTargetRef/name"))
                .isEqualTo(all.get(1).at("/metadata/name"));
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    @Test
    void composeHasRedisThatKeepsItsDataAndTwoWorkersOfTheirOwn() throws IOException {
        ObjectNode services =
                (ObjectNode) documents("docker/compose.yml").get(0).path("services");

        assertThat(services.at("/redis/command/2").asText()).contains("--appendonly yes", "noeviction");
        assertThat(services.at("/worker-1/environment/CODEFLEET_WORKER_ID").asText())
                .isEqualTo("worker-1");
        assertThat(services.at("/worker-2/environment/CODEFLEET_WORKER_ID").asText())
                .isEqualTo("worker-2");
        assertThat(services.at("/worker-1/volumes")).isNotEqualTo(services.at("/worker-2/volumes"));
    }

    @Test
    void theImageHasTheOpenCodeThatIsTestedAndRunsAsNobodyInParticular() throws IOException {
        String image = text("docker/Dockerfile");
        String tested = Files.readString(Path.of("../scripts/install-opencode"))
                .lines()
                .filter(line -> line.startsWith("version="))
                .findFirst()
                .orElseThrow()
                .substring("version=".length());

        assertThat(image).contains("ARG OPENCODE_VERSION=" + tested + "\n");
        for (String page : List.of("README.md", "docs/guides/operating.md", "docs/tutorial/README.md")) {
            assertThat(Files.readString(Path.of("..", page))).as(page).contains("opencode-ai@" + tested);
        }
        assertThat(image.indexOf("\nUSER codefleet\n")).isPositive().isLessThan(image.indexOf("\nENTRYPOINT"));
        assertThat(image.lines().filter(line -> line.matches("[A-Z]+ .*")))
                .allMatch(line -> line.matches("(FROM|ARG|RUN|COPY|USER|ENV|VOLUME|EXPOSE|ENTRYPOINT|CMD) .*"));
    }

    @Test
    void systemdAcceptsTheUnitAndWaitsForADrain() throws Exception {
        String unit = text("systemd/codefleet-worker.service");
        assertThat(unit).contains("Type=notify", "NotifyAccess=all", "WatchdogSec=", "Restart=on-failure");
        assertThat(unit.lines()).contains("TimeoutStopSec=2min");
        assertThat(Duration.ofMinutes(2)).isGreaterThan(Duration.ofSeconds(30).plus(MARGIN));
        verify("codefleet-worker.service");
    }

    private void verify(String name) throws Exception {
        assumeTrue(Programs.isOnPath("systemd-analyze"), "systemd-analyze is there");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path copy = Files.writeString(
                folder.resolve(name), text("systemd/" + name).replace("/usr/bin/java", java.toString()));

        Process verify = new ProcessBuilder("systemd-analyze", "verify", copy.toString())
                .redirectErrorStream(true)
                .start();

        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor()).as(output).isZero();
        assertThat(output).doesNotContain(name + ":");
    }

    @Test
    void systemdAcceptsTheUnitOfAControlPlaneWhichRunsApartFromAgents() throws Exception {
        assertThat(text("systemd/codefleet-control.service").lines())
                .contains("User=codefleet-control", "Restart=on-failure", "ProtectSystem=strict", "TimeoutStopSec=30s")
                .doesNotContain("Type=notify");
        assertThat(Duration.ofSeconds(30))
                .isGreaterThan(ControlOptions.defaults().shutdownGrace());
        verify("codefleet-control.service");
    }

    @Test
    void theVariablesOfAControlPlaneReplaceItsOptionsForJava() throws IOException {
        List<String> lines = text("systemd/codefleet-control.service").lines().toList();
        String options = "Environment=\"JAVA_TOOL_OPTIONS=-Xms32m -XX:+UseSerialGC -Xmx512m\"";

        assertThat(lines).containsSubsequence(options, "EnvironmentFile=-/etc/codefleet/control.env");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("ExecStart="))
                .hasSize(1)
                .noneMatch(line -> line.contains(" -X"));
    }

    @Test
    void theBrokersPasswordHasANameThatAgentsDoNotSee() throws IOException {
        for (String file : List.of("docker/compose.yml", "docker/control.yml", "kubernetes/control.yml")) {
            assertThat(text(file)).contains("CODEFLEET_REDIS_PASSWORD");
            assertThat(text(file)).doesNotContainPattern("(?<!CODEFLEET_)REDIS_PASSWORD");
        }
    }

    @Test
    void workersJoinByTheGatewayAndGetNoPasswordOfTheBroker() throws IOException {
        JsonNode compose = documents("docker/compose.yml").get(0);
        String manifest =
                documents("kubernetes/worker.yml").get(0).at("/data/worker.yml").asText();

        for (String configuration : List.of(text("docker/worker.yml"), manifest)) {
            assertThat(settings(configuration).fleet().uri().getScheme()).isEqualTo("https");
        }
        for (String file : List.of("docker/worker.yml", "kubernetes/worker.yml", "systemd/codefleet-worker.service")) {
            assertThat(text(file)).contains("CODEFLEET_API_KEY").doesNotContain("REDIS_PASSWORD", "redis-password");
        }
        for (String worker : List.of("/x-worker", "/services/worker-1", "/services/worker-2")) {
            assertThat(compose.at(worker).toString()).as(worker).doesNotContain("REDIS_PASSWORD");
        }
        assertThat(texts(compose.at("/x-worker/env_file"))).containsExactly("worker.env");
    }

    @Test
    void secretsComeFromFilesAndNeverFromArguments() throws IOException {
        String compose = text("docker/compose.yml");
        assertThat(compose).doesNotContain("--requirepass", "export CODEFLEET").doesNotContainPattern("(?<!\\$)\\$\\{");
        for (String file : List.of("docker/compose.yml", "kubernetes/control.yml", "kubernetes/worker.yml")) {
            assertThat(text(file)).as(file).doesNotContain("--from-literal");
        }
        assertThat(Files.readString(Path.of("../.gitignore")).lines()).contains("deploy/docker/*.env");
    }

    @Test
    void aWorkersContainerHasNoRightsAndItsPodReachesNoBroker() throws IOException {
        JsonNode worker = documents("docker/compose.yml").get(0).path("x-worker");
        JsonNode egress = documents("kubernetes/worker.yml").get(2).path("spec");

        assertThat(texts(worker.path("cap_drop"))).containsExactly("ALL");
        assertThat(texts(worker.path("security_opt"))).containsExactly("no-new-privileges:true");
        assertThat(texts(deployment().at("/containers/0/securityContext/capabilities/drop")))
                .containsExactly("ALL");
        assertThat(texts(egress.path("policyTypes"))).containsExactly("Egress");
        assertThat(egress.path("egress").findValuesAsText("port")).containsOnly("53", "443");
    }

    @Test
    void theLocaleHasAllNamesOfFiles() throws IOException {
        assertThat(text("systemd/codefleet-worker.service").lines()).contains("Environment=LANG=C.UTF-8");
        assertThat(text("docker/Dockerfile")).contains("LANG=C.UTF-8");
        assertThat(documents("docker/compose.yml")
                        .get(0)
                        .at("/x-worker/environment/LANG")
                        .asText())
                .isEqualTo("C.UTF-8");
        assertThat(StreamSupport.stream(deployment().at("/containers/0/env").spliterator(), false)
                        .filter(variable -> variable.path("name").asText().equals("LANG"))
                        .map(variable -> variable.path("value").asText()))
                .containsExactly("C.UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker/compose.yml",
                "docker/control.yml",
                "docker/worker.yml",
                "kubernetes/control.yml",
                "kubernetes/monitoring.yml",
                "kubernetes/worker.yml",
                "kubernetes/keda.yml",
                "prometheus/prometheus.yml"
            })
    void noSecretIsWrittenDown(String file) throws IOException {
        assertThat(text(file).lines().filter(line -> line.matches(".*(?i)(password|api[-_]key) *:.*")))
                .allMatch(line -> line.contains("${") || line.trim().startsWith("#"));
    }
}
