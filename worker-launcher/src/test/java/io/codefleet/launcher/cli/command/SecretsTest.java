package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.WorkerFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and keys are in nothing that a command prints, whatever goes wrong. */
class SecretsTest {
    private static final String PASSWORD = "hunter2";
    private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
    private static final String KEYS = "k1 " + KEY + ";fingerprint " + KEY.replace('Q', 'R');
    /** Nothing listens there. */
    private static final String GUARDED = "redis://ann:" + PASSWORD + "@127.0.0.1:1";

    @TempDir
    private Path folder;

    private static void assertRevealsNothing(CommandRun run) {
        assertThat(run.out() + run.err()).doesNotContain(PASSWORD, KEY, KEY.replace('Q', 'R'));
    }

    private String file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("worker.yml"), String.join("\n", lines))
                .toString();
    }

    @Test
    void aCheckOfTheConfigurationMasksSecrets() throws IOException {
        String file = file(
                "broker: {uri: \"" + GUARDED + "\", payload_keys: \"" + KEYS + "\"}",
                "opencode: {url: \"http://127.0.0.1:4096\", username: u, password: " + PASSWORD + "}");
        CommandRun run = CommandRun.of("worker", "--check", "--config", file);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("redis://***@127.0.0.1:1", "encrypted, AesGcmCodec[[k1]]");
        assertRevealsNothing(run);
    }

    @Test
    void aCheckTakesTheSameFromVariablesAndParts() throws IOException {
        CommandRun parts = CommandRun.of(
                "worker", "--check", "--config", file("redis: {host: 127.0.0.1, port: 1, password: " + PASSWORD + "}"));
        CommandRun variables = CommandRun.with(
                Map.of("CODEFLEET_BROKER", GUARDED, "CODEFLEET_PAYLOAD_KEYS", KEYS), "", "worker", "--check");

        assertThat(parts.exitCode()).as(parts.err()).isZero();
        assertThat(variables.exitCode()).as(variables.err()).isZero();
        assertThat(variables.out()).contains("encrypted");
        assertRevealsNothing(parts);
        assertRevealsNothing(variables);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "audit", "tasks", "workers", "worker"})
    void aBrokerThatIsNotThereIsNamedWithoutItsPasswordAlsoInTheTrace(String command) {
        CommandRun run = CommandRun.with(
                Map.of("CODEFLEET_BROKER", GUARDED, "CODEFLEET_PAYLOAD_KEYS", KEYS), "", command, "--debug");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains("127.0.0.1:1", "\tat io.codefleet");
        assertRevealsNothing(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"redis://:hunter2@host:port", "redis://:hunter2@h ost", "redis://hunter2@", "nothing:hunter2@x"})
    void anInvalidUriIsNotEchoed(String uri) {
        assertRevealsNothing(CommandRun.with(Map.of("CODEFLEET_BROKER", uri), "", "stats", "--debug"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {host: x, password: \"hunter2}",
                "redis: {host: x, password: [hunter2]}",
                "redis: {host: x, password: {hunter2: y}}",
                "redis: {host: x, port: 1, password: hunter2, password: hunter2}",
                "broker: {payload_keys: \"k1 hunter2;fingerprint hunter2\"}",
                "broker: {uri: \"redis://:hunter2@ x\"}"
            })
    void anErrorAtASecretDoesNotShowIt(String line) throws IOException {
        CommandRun run = CommandRun.of("worker", "--check", "--config", file(line), "--debug");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertRevealsNothing(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "worker", "demo"})
    void aPasswordOnTheCommandLineIsRefusedBeforeAnythingIsDone(String command) {
        CommandRun run = command.equals("demo")
                ? CommandRun.of("demo", "--redis", "--broker", GUARDED)
                : CommandRun.of(command, "--broker", GUARDED);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
        assertThat(run.err()).contains("other users of this machine can see", "CODEFLEET_BROKER");
        assertRevealsNothing(run);
    }

    @Test
    void aKeyFileThatCannotBeUsedIsNamedWithoutItsKeys() throws IOException {
        Path keys = Files.writeString(folder.resolve("payload.keys"), "k1 " + KEY + "\nk1 " + KEY);
        CommandRun twice = CommandRun.of("stats", "--payload-key-file", keys.toString(), "--debug");
        CommandRun missing = CommandRun.of(
                "stats", "--payload-key-file", folder.resolve("none").toString());

        assertThat(twice.err()).contains("payload.keys", "line 2", "'k1' is there twice");
        assertThat(missing.err()).contains("payload_key_file", "none", "cannot be read");
        assertRevealsNothing(twice);
    }

    @Test
    void noLayerOfTheConfigurationPrintsItsSecrets() {
        Map<String, String> environment = new HashMap<>(Map.of("PW", PASSWORD));
        ConfigLayer layer;
        try {
            layer = new WorkerFileReader(environment)
                    .read(Path.of(file(
                            "broker: {namespace: n, payload_keys: \"" + KEYS + "\"}",
                            "redis: {host: x, password: \"${PW}\", uri: \"redis://:${PW}@x\"}",
                            "opencode: {url: \"http://x\", password: \"${PW}\"}")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }

        assertThat(layer.bind().toString() + layer + layer.describe())
                .contains("namespace=n", "redis.password = ***", "redis.uri = redis://***@x")
                .doesNotContain(PASSWORD, KEY);
    }
}
