package io.codefleet.agent.worker;

import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Attempt;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.error.ClosedException;
import io.codefleet.model.scripted.Script;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker in the process of a host, on a fleet in memory. */
class OpenCodeWorkerIT {
    @TempDir
    private Path folder;

    private RealOpenCode openCode;
    private CodefleetClient fleet;
    private final List<String> attempts = new CopyOnWriteArrayList<>();

    private final AttemptObserver observer = new AttemptObserver() {
        @Override
        public void started(Attempt attempt) {
            attempts.add("started " + attempt.task().id());
        }

        @Override
        public void ended(Attempt attempt, AttemptEnd end) {
            attempts.add(end.how().word() + " " + attempt.task().id());
        }
    };

    @BeforeEach
    void start() throws IOException {
        openCode = new RealOpenCode(folder, Script.always().say("Hello."));
        fleet = get(Codefleet.connect(openCode.vertx(), CodefleetOptions.of("memory:" + UUID.randomUUID())));
    }

    @AfterEach
    void close() {
        get(fleet.close().map(true));
        openCode.close();
    }

    private OpenCodeWorker worker(OpenCodeSettings settings) {
        return get(OpenCodeWorker.start(
                openCode.vertx(),
                fleet,
                settings,
                AgentWorkerSettings.of(
                        WorkerOptions.create().id("w"),
                        WorkspaceSettings.defaults(folder.resolve("work")).root(folder)),
                observer));
    }

    private OpenCodeWorker worker() {
        return worker(openCode.settings(E2e.openCode()));
    }

    private Outcome outcome(String project) throws IOException {
        return get(get(fleet.submitTask(
                        Task.of("Hello").id("in-" + project).project(project).maxAttempts(1)))
                .outcome());
    }

    @Test
    void itRunsTasksUntilTheHostHasItLeave() throws IOException {
        openCode.project("shop");
        OpenCodeWorker worker = worker();
        assertThat(worker.state()).isEqualTo(WorkerState.ONLINE);
        assertThat(worker.agent().healthy()).isTrue();
        ProcessHandle server = openCode.server();

        assertThat(outcome("shop")).isInstanceOf(Outcome.Completed.class);
        assertThat(attempts).containsExactly("started in-shop", "completed in-shop");
        assertThat(worker.ended().isComplete()).isFalse();

        assertThat(get(worker.leave())).isEqualTo(ShutdownReason.HOST);
        assertThat(server.isAlive()).isFalse();
        assertThat(get(fleet.workers())).isEmpty();
        assertThat(get(worker.leave())).isEqualTo(ShutdownReason.HOST);
    }

    @Test
    void aHostThatClosesOnlyItsClientEndsTheWorkerAndItsServer() throws IOException {
        OpenCodeWorker worker = worker();
        ProcessHandle server = openCode.server();

        get(fleet.close().map(true));

        assertThat(get(worker.ended()).by()).isEqualTo("its host");
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aWorkerThatAnotherOfItsIdReplacesEndsItsServer() throws IOException {
        OpenCodeWorker worker = worker();
        ProcessHandle server = openCode.server();
        get(fleet.worker(WorkerOptions.create().id("w"))
                .handleAny(attempt -> Future.succeededFuture(TaskResult.EMPTY))
                .start());

        assertThat(get(worker.ended()).startAgain()).isFalse();
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aRestartByAnOperatorEndsItAndGivesTheHostTheReason() {
        OpenCodeWorker worker = worker();

        get(fleet.command("w", WorkerCommand.of(WorkerCommand.RESTART)));

        assertThat(get(worker.ended()).startAgain()).isTrue();
        assertThat(get(fleet.workers())).isEmpty();
    }

    @Test
    void noProjectHoldsTheStateOrTheConfigurationOfOpenCode() throws IOException {
        worker();

        for (String project : List.of("state", ".")) {
            assertThat(outcome(project))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.error().message()).contains("files of the worker's own"));
        }
    }

    @Test
    void aFleetThatCannotBeJoinedLeavesNoServer() {
        CodefleetClient closed =
                get(Codefleet.connect(openCode.vertx(), CodefleetOptions.of("memory:" + UUID.randomUUID())));
        get(closed.close().map(true));
        Path state = folder.resolve("other");

        assertThatThrownBy(() -> get(OpenCodeWorker.start(
                        openCode.vertx(),
                        closed,
                        openCode.settings(E2e.openCode()).stateDir(state),
                        AgentWorkerSettings.of(
                                WorkerOptions.create().id("w2"), WorkspaceSettings.defaults(folder.resolve("work2"))))))
                .isInstanceOf(ClosedException.class);

        eventually(() -> assertThat(RealOpenCode.servers(state)).isEmpty());
    }
}
