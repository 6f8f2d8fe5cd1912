package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Attempts as turns of an agent that the test plays. */
class AgentTaskHandlerTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final PlayedAgent agent = new PlayedAgent();

    @TempDir
    Path folder;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectories(folder.resolve("shop"));
    }

    private AgentTaskHandler handler(Optional<Duration> limit) {
        return handler(limit, AttemptTranscript.NONE);
    }

    private AgentTaskHandler handler(Optional<Duration> limit, AttemptTranscript transcript) {
        return new AgentTaskHandler(
                vertx.get(),
                agent,
                new Workspaces(
                        vertx.get(),
                        WorkspaceSettings.defaults(folder.resolve("state")).root(folder)),
                limit,
                Approvals.NONE,
                id -> Future.succeededFuture(Optional.empty()),
                attempt -> transcript);
    }

    private Task task() {
        return Task.of("Mend it.").project(project.toString());
    }

    private static AttemptException failure(Future<TaskResult> result) {
        await().until(result::isComplete);
        assertThat(result.cause()).isInstanceOf(AttemptException.class);
        return (AttemptException) result.cause();
    }

    @Test
    void aTurnBecomesAResultWithTheFilesThatChanged() throws Exception {
        Future<TaskResult> result =
                handler(Optional.empty()).handle(new AttemptStub(task().preferredModel("stub/beta")));
        PlayedAgent.PlayedTurn turn = agent.turn(0);
        Files.writeString(turn.request.folder().resolve("Shop.java"), "class Shop {}");
        turn.emit("Mended.");

        await().until(result::succeeded);
        assertThat(turn.request.folder()).isEqualTo(project.toRealPath());
        assertThat(turn.request.prompt()).isEqualTo("Mend it.");
        assertThat(turn.request.model()).contains("stub/beta");
        assertThat(result.result())
                .isEqualTo(TaskResult.text("Mended.")
                        .usage(PlayedAgent.USAGE)
                        .patch(result.result().patch().orElseThrow(), List.of("Shop.java"))
                        .producedBy("stub/alpha", "ses_1"));
    }

    @Test
    void eventsOfTheAgentArePublishedInOrder() {
        AttemptStub attempt = new AttemptStub(task());
        Future<TaskResult> result = handler(Optional.empty()).handle(attempt);
        PlayedAgent.PlayedTurn turn = agent.turn(0);

        turn.events.handle(new Agent.Event.TextDelta("I "));
        turn.events.handle(new Agent.Event.TextDelta("look."));
        turn.events.handle(new Agent.Event.Tool("bash", "ls", "completed"));
        turn.events.handle(new Agent.Event.TextDelta("Done."));
        turn.emit("Done.");
        await().until(result::succeeded);

        assertThat(attempt.progress).containsExactly("text: I look.", "tool: bash: ls", "text: Done.");
    }

    @Test
    void aStopAbortsTheTurn() {
        AttemptStub attempt = new AttemptStub(task());
        Future<TaskResult> result = handler(Optional.empty()).handle(attempt);
        PlayedAgent.PlayedTurn turn = agent.turn(0);

        attempt.stop.complete(StopReason.CANCELLED);

        assertThat(failure(result)).hasMessage("the attempt was stopped: CANCELLED");
        assertThat(turn.aborted).isTrue();
    }

    @Test
    void anAttemptThatIsToStopDoesNotWaitForItsTranscript() {
        AttemptTranscript slow = new AttemptTranscript() {
            @Override
            public void record(Agent.Event event) {}

            @Override
            public Future<Void> end(AsyncResult<TaskResult> ended) {
                return Promise.<Void>promise().future();
            }
        };
        AttemptStub attempt = new AttemptStub(task());
        Future<TaskResult> result = handler(Optional.empty(), slow).handle(attempt);
        agent.turn(0);

        attempt.stop.complete(StopReason.CANCELLED);

        assertThat(failure(result)).hasMessage("the attempt was stopped: CANCELLED");
    }

    @Test
    void aStopEndsTheWaitForAFolderAndTheNextInLineGetsIt() {
        AgentTaskHandler handler = handler(Optional.empty());
        Future<TaskResult> first = handler.handle(new AttemptStub(task()));
        agent.turn(0);
        AttemptStub impatient = new AttemptStub(task());
        Future<TaskResult> second = handler.handle(impatient);
        impatient.published.join();
        AttemptStub patient = new AttemptStub(task());
        Future<TaskResult> third = handler.handle(patient);
        patient.published.join();

        impatient.stop.complete(StopReason.CANCELLED);
        failure(second);
        assertThat(agent.turns).hasSize(1);
        agent.turn(0).emit("one");
        agent.turn(1).emit("three");

        await().until(() -> first.succeeded() && third.succeeded());
        assertThat(third.result().text()).isEqualTo("three");
    }

    @Test
    void theWorkersOwnLimitEndsAnAttempt() {
        Future<TaskResult> result = handler(Optional.of(Duration.ofMillis(50))).handle(new AttemptStub(task()));

        AttemptException failure = failure(result);

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.ATTEMPT_TIMEOUT);
        assertThat(failure).hasMessage("the attempt ran longer than this worker's limit of 50ms");
    }

    @Test
    void anErrorOfTheAgentIsTheAttemptsAndTheFolderIsLeft() {
        AgentTaskHandler handler = handler(Optional.empty());
        Future<TaskResult> first = handler.handle(new AttemptStub(task()));
        agent.turn(0).answer.fail(AttemptException.permanent("no such model"));
        assertThat(failure(first)).hasMessage("no such model");

        Future<TaskResult> second = handler.handle(new AttemptStub(task()));
        agent.turn(1).emit("fine");
        await().until(second::succeeded);
    }

    @Test
    void continuingAConversationIsReportedAsUnsupported() {
        Future<TaskResult> result =
                handler(Optional.empty()).handle(new AttemptStub(task().previousTasks(List.of("t0"))));

        assertThat(failure(result).error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(agent.turns).isEmpty();
    }

    /** What is thrown in the middle of an attempt. */
    private static final List<Throwable> THROWN =
            List.of(new IllegalStateException("a fault"), new StackOverflowError("a fault"));

    private AgentTaskHandler handler(Agent by) {
        return new AgentTaskHandler(
                vertx.get(),
                by,
                new Workspaces(
                        vertx.get(),
                        WorkspaceSettings.defaults(folder.resolve("state")).root(folder)),
                Optional.empty(),
                Approvals.NONE,
                id -> {
                    throw new IllegalStateException("a fault");
                },
                attempt -> AttemptTranscript.NONE);
    }

    /** An agent of which the first turn throws. */
    private Agent throwing(Throwable thrown) {
        return new PlayedAgent() {
            private boolean thrownOnce;

            @Override
            public Turn begin(TurnRequest request, Handler<Event> events) {
                if (thrownOnce) {
                    return agent.begin(request, events);
                }
                thrownOnce = true;
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
        };
    }

    @Test
    void whatATurnThrowsFailsTheAttemptAndTheFolderIsLeft() {
        for (int i = 0; i < THROWN.size(); i++) {
            AgentTaskHandler handler = handler(throwing(THROWN.get(i)));
            Future<TaskResult> first = handler.handle(new AttemptStub(task()));
            await().until(first::failed);
            assertThat(first.cause().getMessage()).contains("a fault");

            Future<TaskResult> second = handler.handle(new AttemptStub(task()));
            agent.turn(i).emit("fine");
            await().until(second::succeeded);
        }
    }

    @Test
    void whatTheSearchForEarlierTasksThrowsFailsTheAttemptAndTheFolderIsLeft() {
        AgentTaskHandler handler = handler(agent);
        Future<TaskResult> first = handler.handle(new AttemptStub(task().previousTasks(List.of("t0"))));
        await().until(first::failed);

        Future<TaskResult> second = handler.handle(new AttemptStub(task()));
        agent.turn(0).emit("fine");
        await().until(second::succeeded);
    }

    @Test
    void anAgentThatCannotBeStoppedIsWaitedForAndTheFolderIsLeft() {
        PlayedAgent stubborn = new PlayedAgent() {
            @Override
            public Turn begin(TurnRequest request, Handler<Event> events) {
                Turn turn = super.begin(request, events);
                return new Turn() {
                    @Override
                    public Future<Agent.Answer> answer() {
                        return turn.answer();
                    }

                    @Override
                    public Future<Void> abort() {
                        throw new IllegalStateException("a fault");
                    }
                };
            }
        };
        AgentTaskHandler handler = handler(stubborn);
        AttemptStub attempt = new AttemptStub(task());
        Future<TaskResult> first = handler.handle(attempt);
        PlayedAgent.PlayedTurn turn = stubborn.turn(0);

        attempt.stop.complete(StopReason.CANCELLED);
        turn.emit("late");

        assertThat(failure(first)).hasMessage("the attempt was stopped: CANCELLED");
        Future<TaskResult> second = handler.handle(new AttemptStub(task()));
        stubborn.turn(1).emit("fine");
        await().until(second::succeeded);
    }

    @Test
    void anObserverThatThrowsDoesNotPreventOthersFromBeingNotified() {
        List<String> told = new CopyOnWriteArrayList<>();
        AttemptObserver throwing = new AttemptObserver() {
            @Override
            public void started(Attempt attempt) {
                throw new IllegalStateException("a fault");
            }

            @Override
            public void ended(Attempt attempt, AttemptEnd end) {
                throw new IllegalStateException("a fault");
            }
        };
        AttemptObserver listening = new AttemptObserver() {
            @Override
            public void started(Attempt attempt) {
                told.add("started");
            }

            @Override
            public void ended(Attempt attempt, AttemptEnd end) {
                told.add(end.how().word());
            }
        };
        ObservedHandler handler = new ObservedHandler(
                attempt -> Future.succeededFuture(TaskResult.text("fine")), List.of(throwing, listening));

        Future<TaskResult> result = handler.handle(new AttemptStub(task()));

        await().until(result::succeeded);
        assertThat(told).containsExactly("started", "completed");
    }
}
