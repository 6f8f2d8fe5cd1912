package io.codefleet.agent.worker;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.codefleet.WorkerOptions;
import io.codefleet.agent.workspace.StateFolderInUseException;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker with the settings of its process, on a fleet in memory. */
class WorkerProcessTest {
    private static final WorkerOptions OPTIONS =
            WorkerOptions.create().id("w").capabilities(List.of("java")).labels(Map.of("host", "host"));

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx.get(), CodefleetOptions.of("memory:" + UUID.randomUUID())));

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
        get(fleet.close());
    }

    private AgentWorkerSettings settings() {
        return settings(OPTIONS);
    }

    private AgentWorkerSettings settings(WorkerOptions options) {
        return AgentWorkerSettings.of(options, WorkspaceSettings.defaults(folder));
    }

    private WorkerProcess start(List<String> types) {
        return start(
                settings().types(new TreeSet<>(types)), attempt -> Future.succeededFuture(TaskResult.text("done")));
    }

    private WorkerProcess start(AgentWorkerSettings settings, TaskHandler handler) {
        return get(join(settings, handler));
    }

    private Future<WorkerProcess> join(AgentWorkerSettings settings, TaskHandler handler) {
        return WorkerProcess.join(
                vertx.get(), fleet, settings, handler, Future::succeededFuture, List.of(observed), departures::add);
    }

    private WorkerInfo info() {
        return get(fleet.workers()).get(0);
    }

    @Test
    void aWorkerServesEveryTypeByDefault() {
        start(List.of());

        assertThat(info().types()).containsExactly("*");
        assertThat(info().capabilities()).containsExactly("java");
        assertThat(info().labels()).containsEntry("host", "host");
        assertThat(get(get(fleet.submitTask(Task.of("x").type("odd"))).result()).text())
                .isEqualTo("done");
    }

    @Test
    void aWorkerServesTheTypesOfItsSettings() {
        start(List.of("code", "review"));

        assertThat(info().types()).containsExactly("code", "review");
    }

    @Test
    void anOperatorCanDrainOrRestartIt() {
        WorkerProcess process = start(List.of());

        get(fleet.command("w", WorkerCommand.of(WorkerCommand.RESTART)));
        await().until(() -> departures.contains(ShutdownReason.RESTART));
        get(fleet.command("w", WorkerCommand.of(WorkerCommand.DRAIN)));
        await().until(() -> departures.contains(ShutdownReason.DRAIN));

        get(process.shutDown(ShutdownReason.DRAIN));
        assertThat(get(fleet.workers())).isEmpty();
    }

    @Test
    void aWorkerShutsDownWhenIdleForTheConfiguredTime() {
        start(
                settings().shutdown(new ShutdownSettings(Optional.of(Duration.ofSeconds(1)), Optional.empty())),
                attempt -> vertx.get().timer(1500, TimeUnit.MILLISECONDS).map(TaskResult.text("late")));

        TaskHandle handle = get(fleet.submitTask(Task.of("x")));

        assertThat(get(handle.result()).text()).isEqualTo("late");
        await().until(() -> departures.contains(ShutdownReason.IDLE));
    }

    @Test
    void aTouchedTerminationFileReleasesTasksAtOnceAndAnOldOneIsIgnored() throws Exception {
        Path file = Files.writeString(folder.resolve("terminate"), "of an earlier run");
        WorkerProcess process = start(
                settings(OPTIONS.drainTimeout(Duration.ofHours(1)))
                        .shutdown(new ShutdownSettings(Optional.empty(), Optional.of(file))),
                attempt -> attempt.stopRequested().compose(why -> Future.failedFuture("stopped")));
        get(fleet.submitTask(Task.of("x").id("t")));
        await().until(() -> attempts.contains("t started"));
        Future<Void> slow = process.shutDown(ShutdownReason.SIGNAL);
        assertThat(departures).doesNotContain(ShutdownReason.TERMINATION);

        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1000));

        await().until(() -> departures.contains(ShutdownReason.TERMINATION));
        get(process.shutDown(ShutdownReason.TERMINATION));
        assertThat(slow.succeeded()).isTrue();
        assertThat(attempts).containsExactly("t started", "t handed_back");
        assertThat(get(fleet.task("t")).orElseThrow().summary().status()).isEqualTo(TaskStatus.QUEUED);
    }

    private Future<WorkerProcess> joinWithAnAgent(String id) {
        return WorkerProcess.join(
                vertx.get(), fleet, settings(OPTIONS.id(id)), new PlayedAgent(), List.of(), departures::add);
    }

    @Test
    void aSecondWorkerWithTheSameStateFolderIsRefusedUntilTheFirstHasLeft() {
        WorkerProcess first = get(joinWithAnAgent("first"));

        assertThatThrownBy(() -> get(joinWithAnAgent("second")))
                .isInstanceOf(StateFolderInUseException.class)
                .hasMessage("workspace.state_dir: " + folder
                        + " is used by another worker; give each worker its own workspace.state_dir");
        assertThat(get(fleet.workers())).extracting(WorkerInfo::id).containsExactly("first");

        get(first.shutDown(ShutdownReason.SIGNAL));
        get(get(joinWithAnAgent("second")).shutDown(ShutdownReason.SIGNAL));
    }

    @Test
    void aWorkerWhoseDriverIsRefusedLeavesTheFleet() {
        String name = UUID.randomUUID().toString();
        CodefleetClient refusing = get(Codefleet.connect(vertx.get(), CodefleetOptions.of("refusing:" + name)));
        AgentWorkerSettings settings =
                settings().workflows(WorkerOptions.create().id("driver-refused"));

        assertThatThrownBy(() -> get(WorkerProcess.join(
                        vertx.get(), refusing, settings, new PlayedAgent(), List.of(), departures::add)))
                .hasMessageContaining("the worker is refused");

        assertThat(get(refusing.workers())).isEmpty();
        get(refusing.close());
        get(get(joinWithAnAgent("w")).shutDown(ShutdownReason.SIGNAL));
    }

    @Test
    void anObserverReceivesTheEndOfEachAttempt() {
        start(settings(), attempt -> switch (attempt.task().id()) {
            case "good" -> Future.succeededFuture(TaskResult.text("done"));
            case "bad" -> Future.failedFuture(AttemptException.permanent("no"));
            default -> throw new IllegalStateException("a bug");
        });

        for (String id : List.of("good", "bad", "odd")) {
            get(get(fleet.submitTask(Task.of("x").id(id).maxAttempts(1))).outcome());
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
