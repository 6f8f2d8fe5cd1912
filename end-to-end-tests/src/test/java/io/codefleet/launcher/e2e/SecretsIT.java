package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet with a password and encrypted content, by the launcher: it works, and nobody sees the secrets. All tests look at one
 * worker.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SecretsIT {
    private static final String PASSWORD = "hunter2-of-redis";
    private static final String KEY = base64(1);

    @RegisterExtension
    private static final VertxExtension VERTX = new VertxExtension();

    @TempDir
    private static Path folder;

    private final List<LauncherProcess> started = new ArrayList<>();
    private final RedisTestServer redis = RedisTestServer.start(RedisTestOptions.DEFAULTS.withPassword(PASSWORD));
    private final ScriptedModel model =
            FutureResults.get(ScriptedModel.start(VERTX.get(), Script.always().say("Forty-two.")));
    private LauncherProcess worker;

    private static String base64(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    @BeforeAll
    void start() throws IOException {
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        Files.writeString(folder.resolve("payload.keys"), "k1 " + KEY + "\nfingerprint " + base64(2) + "\n");
        Files.createDirectories(folder.resolve("project"));
        worker = startWorker();
    }

    @AfterAll
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(model.close().map(true));
        redis.close();
    }

    private LauncherProcess begin(Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of("CODEFLEET_BROKER", redis.uri()));
        environment.putAll(more);
        LauncherProcess process = LauncherProcess.jar(folder, environment, arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess withKeys(String... arguments) {
        return begin(
                Map.of(
                        "CODEFLEET_PAYLOAD_KEY_FILE",
                        folder.resolve("payload.keys").toString()),
                arguments);
    }

    private LauncherProcess startWorker() {
        LauncherProcess process = withKeys(
                "worker",
                "--id",
                "w",
                "--log-level",
                "trace",
                "--workspace-root",
                folder.toString(),
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                folder.resolve("opencode.json").toString(),
                "--state-dir",
                folder.resolve("state").toString());
        E2e.eventually(() -> assertThat(process.out()).contains("worker started"));
        return process;
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private static Optional<String> variable(ProcessHandle process, String name) {
        try {
            String all = Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.UTF_8);
            return Stream.of(all.split("\0", -1))
                    .filter(each -> each.startsWith(name + "="))
                    .map(each -> each.substring(name.length() + 1))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noArgumentOfAProcessAndNoLogLineHoldsASecret() {
        LauncherProcess submit = withKeys(
                "submit",
                "What is the answer?",
                "--project",
                folder.resolve("project").toString());

        assertThat(submit.exitCode()).as(submit.err()).isZero();
        List<ProcessHandle> agents = worker.offspring();
        String ofOpenCode = agents.stream()
                .flatMap(process -> variable(process, "OPENCODE_SERVER_PASSWORD").stream())
                .findFirst()
                .orElseThrow();
        String arguments = Stream.concat(
                        Stream.of(ProcessHandle.of(worker.pid()).orElseThrow()), agents.stream())
                .map(SecretsIT::commandLine)
                .collect(Collectors.joining("\n"));
        assertThat(arguments).contains("worker --id w", "serve --port").doesNotContain(PASSWORD, KEY, ofOpenCode);
        assertThat(worker.out() + worker.err() + submit.out() + submit.err())
                .contains("worker started")
                .doesNotContain(PASSWORD, KEY, ofOpenCode, "What is the answer?");
    }

    @Test
    void noChildOfTheWorkerGetsItsSecrets() {
        List<ProcessHandle> agents = worker.offspring();

        assertThat(agents)
                .isNotEmpty()
                .allMatch(process -> variable(process, "CODEFLEET_BROKER").isEmpty()
                        && variable(process, "CODEFLEET_PAYLOAD_KEY_FILE").isEmpty());
    }

    @Test
    void contentIsReadableOnlyWithTheKeys() {
        LauncherProcess submit = withKeys(
                "submit",
                "What is it?",
                "--id",
                "t",
                "--project",
                folder.resolve("project").toString());
        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).isEqualTo("Forty-two.\n");

        assertThat(withKeys("task", "t").ended().out()).contains("What is it?", "Forty-two.");
        LauncherProcess without = begin(Map.of(), "task", "t").ended();
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("the task of t cannot be read", "no codec");
        assertThat(begin(Map.of(), "tasks").ended().out()).contains("t ", "completed");
    }
}
