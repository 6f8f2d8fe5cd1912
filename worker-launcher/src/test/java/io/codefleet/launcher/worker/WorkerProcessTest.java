package io.codefleet.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.SettingsResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with the settings of its process, on a fleet in memory. */
class WorkerProcessTest {
    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            join(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));

    private final Queue<ShutdownReason> departures = new ConcurrentLinkedQueue<>();
    private final Queue<String> attempts = new ConcurrentLinkedQueue<>();
    private final AttemptObserver observed = new AttemptObserver() {
        @Override
        public void started(Attempt attempt) {
            attempts.add(attempt.task().id() + " started");
        }

        @Override
        public void ended(Attempt attempt, AttemptEnd end) {
            attempts.add(attempt.task().id() + " " + end.how().word()
                    + end.error().map(kind -> " " + kind).orElse(""));
        }
    };

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        join(fleet.close());
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static ConfigLayer.Values values() {
        return ConfigLayer.values().put("worker.id", "w", "the test").put("worker.capabilities", "java", "the test");
    }

    private AgentWorkerSettings settings(ConfigLayer.Values values) {
        return new SettingsResolver("host", folder).resolve(values.layer()).worker();
    }

    private WorkerProcess start(List<String> types) {
        AgentWorkerSettings settings = settings(values().put("worker.types", types, "the test"));
        return start(settings, attempt -> Future.succeededFuture(TaskResult.text("done")));
    }

    private WorkerProcess start(AgentWorkerSettings settings, TaskHandler handler) {
        return join(WorkerProcess.join(vertx, fleet, settings, handler, List.of(observed), departures::add));
    }

    private WorkerInfo info() {
        return join(fleet.workers()).get(0);
    }

    @Test
    void aWorkerServesEveryTypeByDefault() {
        start(null);

        assertThat(info().types()).containsExactly("*");
        assertThat(info().capabilities()).containsExactly("java");
        assertThat(info().labels()).containsEntry("host", "host");
        assertThat(join(join(fleet.submitTask(Task.of("x").type("odd"))).result())
                        .text())
                .isEqualTo("done");
    }

    @Test
    void aWorkerServesTheTypesOfItsSettings() {
        start(List.of("code", "review"));

        assertThat(info().types()).containsExactly("code", "review");
    }

    @Test
    void anOperatorCanDrainOrRestartIt() {
        WorkerProcess process = start(null);

        join(fleet.command("w", WorkerCommand.of(WorkerCommand.RESTART)));
        await().until(() -> departures.contains(ShutdownReason.RESTART));
        join(fleet.command("w", WorkerCommand.of(WorkerCommand.DRAIN)));
        await().until(() -> departures.contains(ShutdownReason.DRAIN));

        join(process.shutDown(ShutdownReason.DRAIN));
        assertThat(join(fleet.workers())).isEmpty();
    }

    @Test
    void aWorkerShutsDownWhenIdleForTheConfiguredTime() {
        start(
                settings(values().put("worker.idle_shutdown", Duration.ofSeconds(1), "the test")),
                attempt -> vertx.timer(1500, TimeUnit.MILLISECONDS).map(TaskResult.text("late")));

        TaskHandle handle = join(fleet.submitTask(Task.of("x")));

        assertThat(join(handle.result()).text()).isEqualTo("late");
        await().until(() -> departures.contains(ShutdownReason.IDLE));
    }

    @Test
    void aTouchedTerminationFileReleasesTasksAtOnceAndAnOldOneIsIgnored() throws Exception {
        Path file = Files.writeString(folder.resolve("terminate"), "of an earlier run");
        WorkerProcess process = start(
                settings(values().put("worker.termination_file", file, "the test")
                        .put("worker.drain_timeout", Duration.ofHours(1), "the test")),
                attempt -> attempt.stopRequested().compose(why -> Future.failedFuture("stopped")));
        join(fleet.submitTask(Task.of("x").id("t")));
        await().until(() -> attempts.contains("t started"));
        Future<Void> slow = process.shutDown(ShutdownReason.SIGNAL);
        assertThat(departures).doesNotContain(ShutdownReason.TERMINATION);

        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1000));

        await().until(() -> departures.contains(ShutdownReason.TERMINATION));
        join(process.shutDown(ShutdownReason.TERMINATION));
        assertThat(slow.succeeded()).isTrue();
        assertThat(attempts).containsExactly("t started", "t handed_back");
        assertThat(join(fleet.task("t")).orElseThrow().summary().status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void anObserverReceivesTheEndOfEachAttempt() {
        start(settings(values()), attempt -> switch (attempt.task().id()) {
            case "good" -> Future.succeededFuture(TaskResult.text("done"));
            case "bad" -> Future.failedFuture(AttemptException.permanent("no"));
            default -> throw new IllegalStateException("a bug");
        });

        for (String id : List.of("good", "bad", "odd")) {
            join(join(fleet.submitTask(Task.of("x").id(id).maxAttempts(1))).outcome());
        }

        assertThat(attempts)
                .containsExactly(
                        "good started",
                        "good completed",
                        "bad started",
                        "bad failed PERMANENT",
                        "odd started",
                        "odd failed TRANSIENT");
    }
}
