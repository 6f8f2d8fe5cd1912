package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worker's file as written. */
class WorkerFileTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("WORKER_ID", "w-7", "REDIS_PASSWORD", "p@ss: #\"{word}", "EMPTY", "", "SLOTS", "4");

    private static ConfigLayer layer(String... lines) {
        return new WorkerFileReader(ENVIRONMENT).parse("worker.yml", String.join("\n", lines));
    }

    private static WorkerFile parse(String... lines) {
        return layer(lines).bind();
    }

    @Test
    void theExampleOfThePlanIsRead() {
        WorkerFile file = parse(
                "worker:",
                "  id: \"${WORKER_ID}\"",
                "  capabilities:",
                "    - code-generation",
                "    - code-review",
                "  resources:",
                "    max_memory: 8GB",
                "    max_concurrent: 3",
                "    timeout: 300s",
                "opencode:",
                "  port: 4096",
                "  model: anthropic/claude-sonnet-4-0",
                "  max_tokens: 8000",
                "redis:",
                "  host: redis.internal",
                "  port: 6379",
                "  password: \"${REDIS_PASSWORD}\"",
                "  ssl: true",
                "monitoring:",
                "  metrics_port: 9090",
                "  log_level: info",
                "  report_interval: 10s");

        assertThat(file.worker().id()).isEqualTo("w-7");
        assertThat(file.worker().capabilities()).containsExactly("code-generation", "code-review");
        assertThat(file.worker().resources().maxConcurrent()).isEqualTo(3);
        assertThat(file.worker().resources().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(file.worker().resources().maxMemory().bytes()).isEqualTo(8L << 30);
        assertThat(file.opencode().port()).isEqualTo(4096);
        assertThat(file.redis().password()).isEqualTo("p@ss: #\"{word}");
        assertThat(file.redis().ssl()).isTrue();
        assertThat(file.monitoring().reportInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${WORKER_ID} | w-7",
                "${MISSING:-fallback} | fallback",
                "${EMPTY:-fallback} | fallback",
                "a-${WORKER_ID}-b | a-w-7-b",
                "$${WORKER_ID} | ${WORKER_ID}",
                "plain | plain"
            })
    void anEnvironmentVariableIsPutIntoAValue(String written, String read) {
        assertThat(parse("worker:", "  id: '" + written + "'").worker().id()).isEqualTo(read);
    }

    @Test
    void aNumberMayComeFromTheEnvironment() {
        assertThat(parse("worker:", "  resources:", "    max_concurrent: ${SLOTS}")
                        .worker()
                        .resources()
                        .maxConcurrent())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker:;  capabilites: [a] | worker.yml line 2: unknown key 'worker.capabilites'; did you mean 'capabilities'?",
                "wroker:;  id: a | worker.yml line 1: unknown key 'wroker'; did you mean 'worker'?",
                "opencode:;  zzzzzz: 1 | unknown key 'opencode.zzzzzz'; known keys here: command, config",
                "worker:;  resources:;    timeout: 300 | line 3: worker.resources.timeout: '300' is not a duration; write it like 300s",
                "worker:;  resources:;    max_concurrent: many | line 3: worker.resources.max_concurrent: 'many' is not a whole number",
                "worker:;  resources:;    max_memory: 8 apples | line 3: worker.resources.max_memory: '8 apples' is not a size",
                "worker:;  id: ${NOT_SET} | line 2: worker.id: the environment variable NOT_SET is not set",
                "worker:;  id: a;  id: b | line 3: ",
                "worker:;  resources: 3 | line 2: worker.resources: is not a list of keys with values",
                "worker:;  capabilities: [a, \"${NOT_SET}\"] | line 2: worker.capabilities[1]: the environment variable NOT_SET",
                "worker:;  id: &a w-1;  capabilities: [*a] | line 3: worker.capabilities[0] is an alias",
                "worker:;  capabilities:;    - ~ | worker.capabilities[0] is an empty entry",
                "permissions:;  bash:;    'rm *': ~;    'git push*': deny | permissions.bash.rm * has no value",
                "redis:;  ssl: perhaps | line 2: redis.ssl: 'perhaps' is not true or false",
                "worker: [ | worker.yml line ",
                "just words | worker.yml",
            })
    void anErrorNamesItsLineAndTheRemedy(String lines, String message) {
        assertThatThrownBy(() -> parse(lines.split(";")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(parse("# only a remark")).isEqualTo(ConfigLayer.EMPTY.bind());
        assertThat(parse("")).isEqualTo(ConfigLayer.EMPTY.bind());
    }

    @Test
    void aValueStaysAsItIsWritten() {
        assertThat(parse("worker: {id: 007, capabilities: [1.10, true], labels: {a.b: 1e3}}")
                        .worker())
                .satisfies(worker -> {
                    assertThat(worker.id()).isEqualTo("007");
                    assertThat(worker.capabilities()).containsExactly("1.10", "true");
                    assertThat(worker.labels()).containsEntry("a.b", "1e3");
                });
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> new WorkerFileReader(ENVIRONMENT).read(folder.resolve("none.yml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yml")
                .hasMessageContaining("--config");
    }

    @Test
    void pathsAreRelativeToTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("worker.yml");
        java.nio.file.Files.writeString(
                file, "worker:\n  workspace_root: projects\nopencode:\n  state_dir: /var/state\n");

        WorkerFile read = new WorkerFileReader(ENVIRONMENT).read(file).bind();

        assertThat(read.worker().workspaceRoot()).isEqualTo(folder.resolve("projects"));
        assertThat(read.opencode().stateDir()).isEqualTo(Path.of("/var/state"));
    }
}
