package io.codefleet.samples.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.WorkerState;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on files of an open project, those of the module beside this one: a launcher process with the real OpenCode, a real
 * Redis, and a model that answers from a script.
 */
class SecurityAnalysisIT {
    private static final String FLAW = "src/io/codefleet/redis/test/LocalServer.java";
    private static final String SPOILT = "src/io/codefleet/redis/test/Probe.java";

    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = get(ScriptedModel.start(
            vertx,
            Script.when("in the file " + FLAW)
                    .call("read", Map.of("filePath", FLAW))
                    .say("```json\n{\"findings\": [{\"line\": 42, \"rule\": \"CWE-78\", \"level\": \"warning\","
                            + " \"message\": \"starts a program | from the PATH\"}]}\n```")
                    .andWhen("in the file " + SPOILT)
                    .say("I see nothing.")
                    .otherwise()
                    .say("{\"findings\": []}")));
    private final Codefleet fleet = get(Codefleet.connect(redis.uri()));

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        get(fleet.close());
        get(model.close());
        redis.close();
        get(vertx.close());
    }

    @Test
    void eachFileIsLookedAtAndTheFindingsAreReported() throws Exception {
        Path project = copyOf(Path.of("../redis-test-server/src/main/java"));
        List<String> files = SecurityAnalysis.javaFiles(project);
        Process worker = startWorker();
        try {
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(get(fleet.workers()))
                            .as(() -> "the worker says " + said())
                            .anyMatch(each -> each.state() == WorkerState.ONLINE));
            Report report = get(SecurityAnalysis.analyse(fleet, project, files, "audit"));

            assertThat(report.findings())
                    .containsExactly(new Finding(FLAW, 42, "CWE-78", "warning", "starts a program | from the PATH"));
            assertThat(report.notLookedAt()).containsOnlyKeys(SPOILT);
            assertThat(report.markdown()).contains("| " + FLAW + ":42 | CWE-78 | warning | starts a program \\| from");
            JsonObject run = report.sarif().getJsonArray("runs").getJsonObject(0);
            assertThat(run.getJsonArray("results")).hasSize(1);
            assertThat(run.getJsonArray("results").encode()).contains(FLAW).contains("\"startLine\":42");

            int asked = model.steps().size();
            assertThat(asked).isGreaterThanOrEqualTo(files.size() + 1);
            assertThat(get(SecurityAnalysis.analyse(fleet, project, files, "audit")))
                    .isEqualTo(report);
            assertThat(model.steps()).hasSize(asked);
        } finally {
            worker.destroy();
            assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private Path copyOf(Path sources) throws IOException {
        Path project = folder.resolve("project");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target =
                        project.resolve("src").resolve(sources.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return project;
    }

    private Process startWorker() throws IOException {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        String named = System.getenv("CODEFLEET_OPENCODE");
        Path installed = Path.of("../.opencode/node_modules/.bin/opencode")
                .toAbsolutePath()
                .normalize();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("codefleet.jar"),
                        "worker",
                        "--broker",
                        redis.uri(),
                        "--concurrency",
                        "4",
                        "--opencode",
                        named == null ? installed.toString() : named,
                        "--opencode-config",
                        config.toString(),
                        "--state-dir",
                        folder.resolve("state").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("worker.log"));
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
