package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many sessions on one worker, with a real Redis and the real OpenCode: each edits a file of one repository, sixteen at once, and
 * gets its own patch; and what the worker takes of its machine stays as it is. {@code -Dcodefleet.soak.sessions=500} is the long
 * form.
 */
class SoakIT {
    private static final int AT_ONCE = 16;
    private static final int SESSIONS = Integer.getInteger("codefleet.soak.sessions", 30);
    private static final int FIFTHS = 5;
    private static final long MAX_SERVER_MB =
            RecyclingLimits.DEFAULT.maxMemoryBytes().orElseThrow() >> 20;
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final String namespace = "soak-" + UUID.randomUUID();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(vertx.get(), script()));
    private final CodefleetClient fleet = FutureResults.get(
            Codefleet.connect(vertx.get(), CodefleetOptions.of(redis.uri()).namespace(namespace)));

    @TempDir
    private Path folder;

    private static Script script() {
        Script script = Script.when("no file at all");
        for (int i = 0; i < AT_ONCE; i++) {
            script = script.andWhen("file " + i + ".")
                    .step(ScriptStep.call("write", Map.of("filePath", i + ".txt", "content", "by task " + i + "\n"))
                            .andCall(
                                    "bash",
                                    Map.of(
                                            "command",
                                            "(sleep 6007 >/dev/null 2>&1 &)",
                                            "description",
                                            "leaves a process")))
                    .say("I wrote it.");
        }
        return script.otherwise().say("Hello.");
    }

    @AfterEach
    void endAll() {
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void manySessionsGetTheirOwnPatchesAndLeaveNothingBehind() throws Exception {
        assumeTrue(Footprint.isSupported(), "the system does not tell what a process takes");
        String repository = repository();
        try (LauncherProcess worker = worker()) {
            E2e.awaitWorkers(fleet, 1);
            List<Footprint> footprints = new ArrayList<>();
            long begun = System.nanoTime();
            for (int fifth = 0; fifth < FIFTHS; fifth++) {
                runAll(repository, fifth * SESSIONS / FIFTHS, (fifth + 1) * SESSIONS / FIFTHS);
                footprints.add(quiescent(worker));
            }
            System.out.printf(
                    "%d sessions in %d s; after each fifth:%n",
                    SESSIONS, Duration.ofNanos(System.nanoTime() - begun).toSeconds());
            footprints.forEach(System.out::println);
            Footprint early = footprints.get(1);
            // A program that OpenCode has just started for itself ends in a moment; what agents have left does not.
            E2e.eventually(() -> assertThat(Footprint.of(worker, stateDir()).processes())
                    .as("processes")
                    .isLessThanOrEqualTo(early.processes()));
            assertFlat(early, footprints.get(FIFTHS - 1));
        }
    }

    private String repository() throws Exception {
        GitRepo shop = GitRepo.make(folder.resolve("shop"));
        for (int i = 0; i < AT_ONCE; i++) {
            shop.write(i + ".txt", "before\n");
        }
        shop.commit("Files");
        return shop.url();
    }

    private LauncherProcess worker() throws IOException {
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        return LauncherProcess.jar(
                folder,
                Map.of("CODEFLEET_BROKER", redis.uri(), "CODEFLEET_NAMESPACE", namespace),
                "worker",
                "--concurrency",
                String.valueOf(AT_ONCE),
                "--workspace-root",
                folder.toString(),
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                config.toString(),
                "--state-dir",
                stateDir().toString());
    }

    private Path stateDir() {
        return folder.resolve("state");
    }

    private void runAll(String repository, int from, int to) {
        List<Task> tasks = IntStream.range(from, to)
                .mapToObj(i -> Task.of("Write into file " + i % AT_ONCE + ".")
                        .id("t" + i)
                        .project(repository))
                .toList();
        List<Future<Outcome>> outcomes = FutureResults.get(fleet.submitTasks(tasks)).stream()
                .map(TaskHandle::outcome)
                .toList();
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> outcomes.stream().allMatch(Future::isComplete));
        for (int i = from; i < to; i++) {
            Outcome outcome = outcomes.get(i - from).result();
            assertThat(outcome.attempts())
                    .as(() -> "attempts of " + FutureResults.get(fleet.task(outcome.taskId())))
                    .isOne();
            TaskResult result = outcome.resultOrThrow();
            String name = i % AT_ONCE + ".txt";
            assertThat(result.files()).containsExactly(name);
            assertThat(result.patch().orElseThrow()).contains("-before\n+by task " + i % AT_ONCE + "\n");
        }
    }

    /** Once what the commands of agents have left is ended, and the folders are removed. */
    private Footprint quiescent(LauncherProcess worker) {
        E2e.eventually(() -> assertThat(sleeping()).isZero());
        E2e.eventually(() -> assertThat(stateDir().resolve("tasks")).isEmptyDirectory());
        assertThat(stateDir().resolve("data/opencode/snapshot")).doesNotExist();
        return Footprint.of(worker, stateDir());
    }

    private static long sleeping() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("sleep 6007"))
                .count();
    }

    private static void assertFlat(Footprint early, Footprint late) {
        assertThat(late.workerFiles()).as("files of the worker").isLessThanOrEqualTo(early.workerFiles() + 20);
        assertThat(late.serverFiles()).as("files of OpenCode").isLessThanOrEqualTo(early.serverFiles() + 20);
        assertThat(late.foldersKb()).as("folders").isLessThanOrEqualTo(early.foldersKb() + 100);
        // In a short run the worker is warming up yet, and OpenCode takes what it gets, up to the worker's limit.
        boolean complete = SESSIONS >= 200;
        assertThat(late.workerMb()).as("memory of the worker").isLessThan((long)
                (early.workerMb() * (complete ? 1.2 : 1.5)));
        assertThat(late.serverMb())
                .as("memory of OpenCode")
                .isLessThan(complete ? (long) (early.serverMb() * 1.2) : MAX_SERVER_MB);
        if (complete) {
            assertThat(late.stateKb() - early.stateKb()).as("state of OpenCode").isLessThan(SESSIONS * 100L);
        }
    }
}
