package io.codefleet.samples.embedded;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.WorkerCommand;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host as a process of its own, with its own class path, a real Redis and the real OpenCode. */
class EmbeddedWorkerIT {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = get(ScriptedModel.start(
            vertx,
            Script.when("Write a file")
                    .call("write", Map.of("filePath", "hello.txt", "content", "hello\n"))
                    .say("It is written.")
                    .otherwise()
                    .say("Hello.")));
    private final CodefleetClient fleet = get(Codefleet.connect(redis.uri()));

    @AfterEach
    void close() {
        get(fleet.close().map(true));
        get(model.close().map(true));
        redis.close();
        get(vertx.close().map(true));
    }

    private Process host() throws Exception {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        String classes = Path.of(System.getProperty("build.folder"), "classes").toString();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                Stream.concat(Stream.of(classes), HostDependenciesTest.classPath().stream())
                                        .toList()),
                        EmbeddedWorker.class.getName(),
                        redis.uri(),
                        folder.toString(),
                        E2e.openCode(),
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("host.log").toFile())
                .start();
    }

    @Test
    void aHostRunsTasksWithOpenCodeAndEndsItWhenTheFleetDrainsIt() throws Exception {
        Path project = Files.createDirectories(folder.resolve("projects/shop"));
        Process host = host();
        try {
            E2e.awaitWorkers(fleet, 1);
            List<ProcessHandle> servers = host.descendants().toList();
            assertThat(servers).isNotEmpty();

            Outcome outcome = get(get(fleet.submitTask(
                            Task.of("Write a file").requires("java").project("shop")))
                    .outcome());

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
                assertThat(completed.result().text()).isEqualTo("It is written.");
                assertThat(completed.result().usage().tokens()).isPositive();
            });
            assertThat(project.resolve("hello.txt")).hasContent("hello");

            get(fleet.command("embedded", WorkerCommand.of(WorkerCommand.DRAIN)));
            assertThat(host.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(host.exitValue()).isZero();
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
            assertThat(get(fleet.workers())).isEmpty();
        } finally {
            host.destroyForcibly();
        }
    }
}
