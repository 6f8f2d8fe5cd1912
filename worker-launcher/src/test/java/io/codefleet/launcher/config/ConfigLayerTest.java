package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers over each other. */
class ConfigLayerTest {
    private static ConfigLayer file(String... lines) {
        return new WorkerFileReader(Map.of()).parse("worker.yml", String.join("\n", lines));
    }

    @Test
    void theUpperLayerWinsKeyByKey() {
        ConfigLayer below = file("worker:", "  id: a", "  capabilities: [x, y]", "  resources: {timeout: 5m}");
        ConfigLayer above = file("worker:", "  capabilities: [z]", "  resources: {max_concurrent: 2}");

        WorkerPart merged = above.over(below).bind().worker();

        assertThat(merged.id()).isEqualTo("a");
        assertThat(merged.capabilities()).containsExactly("z");
        assertThat(merged.resources().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(merged.resources().maxConcurrent()).isEqualTo(2);
    }

    @Test
    void valuesEqualToThoseOfAnUpperLayerAreHidden() {
        ConfigLayer below = file("redis: {host: below}", "broker: {namespace: n, payload_keys: k}");
        ConfigLayer above = ConfigLayer.values()
                .put("broker.uri", "redis://above", "--broker")
                .put("broker.payload_key_file", "keys", "--payload-key-file")
                .layer();

        WorkerFile merged = above.over(below).bind();

        assertThat(merged.redis()).isNull();
        assertThat(merged.broker().uri()).isEqualTo("redis://above");
        assertThat(merged.broker().namespace()).isEqualTo("n");
        assertThat(merged.broker().payloadKeys()).isNull();
        assertThat(file("redis: {host: above}").over(above).bind().broker().uri())
                .isNull();
    }

    @Test
    void aFaultNamesTheLayerThatTheValueCameFrom() {
        ConfigLayer below = file("worker:", "  lease: 30s", "  drain_timeout: soon");
        ConfigLayer flags =
                ConfigLayer.values().put("worker.lease", "never", "--lease").layer();

        assertThatThrownBy(() -> flags.over(file("worker: {lease: 30s}")).bind())
                .isInstanceOf(ConfigException.class)
                .hasMessage("--lease: worker.lease: 'never' is not a duration; write it like 300s, 5m, 1h30m or 500ms");
        assertThatThrownBy(() -> ConfigLayer.values()
                        .put("worker.lease", Duration.ofSeconds(9), "--lease")
                        .layer()
                        .over(below)
                        .bind())
                .hasMessageStartingWith("worker.yml line 3: worker.drain_timeout: 'soon'");
    }

    @Test
    void anOriginOfAHiddenListIsForgotten() {
        ConfigLayer below = file("worker:", "  capabilities:", "    - [a]");
        ConfigLayer flags = ConfigLayer.values()
                .put("worker.capabilities", "x", "--capability")
                .layer();

        assertThat(flags.over(below).describe()).containsExactly("worker.capabilities = x  (--capability)");
        assertThatThrownBy(below::bind).hasMessageStartingWith("worker.yml line 3: worker.capabilities[0]: is not");
    }

    @Test
    void aRelativePathStartsWhereItIsWritten(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("worker.yml"), "opencode: {config: a.json, state_dir: s}\n");
        ConfigLayer flags = ConfigLayer.values()
                .put("opencode.state_dir", "here", "--state-dir")
                .layer();

        OpenCodePart merged =
                flags.over(new WorkerFileReader(Map.of()).read(config)).bind().opencode();

        assertThat(merged.config()).isEqualTo(folder.resolve("a.json"));
        assertThat(merged.stateDir()).isEqualTo(Path.of("here").toAbsolutePath());
    }

    @Test
    void itsDescriptionHasEachValueWithItsOriginAndNoSecret() {
        ConfigLayer below = file(
                "redis:",
                "  host: h",
                "  password: hunter2",
                "workspace: {git: {credentials: [{url: 'https://u:hunter2@h/', password: hunter2}]}}",
                "opencode: {max_tokens: 8000}");
        ConfigLayer flags = ConfigLayer.values().put("worker.id", "w", "--id").layer();

        assertThat(flags.over(below).describe())
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly(
                        "opencode.max_tokens = 8000 (worker.yml line 5)",
                        "redis.host = h (worker.yml line 2)",
                        "redis.password = *** (worker.yml line 3)",
                        "worker.id = w (--id)",
                        "workspace.git.credentials.0.password = *** (worker.yml line 4)",
                        "workspace.git.credentials.0.url = https://***@h/ (worker.yml line 4)");
    }
}
