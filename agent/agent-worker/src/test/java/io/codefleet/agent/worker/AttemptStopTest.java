package io.codefleet.agent.worker;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests to stop an attempt that arrive before or after its turn. */
class AttemptStopTest {
    private static final GitSettings PUSHING = new GitSettings(false, false, true, Duration.ofMinutes(1), List.of());

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
    }

    private AgentTaskHandler handler(PlayedAgent agent) {
        WorkspaceSettings settings =
                WorkspaceSettings.defaults(folder.resolve("state")).root(folder).git(PUSHING);
        return new AgentTaskHandler(
                vertx.get(),
                agent,
                new Workspaces(vertx.get(), settings),
                Optional.empty(),
                Approvals.NONE,
                id -> Future.succeededFuture(Optional.empty()),
                attempt -> AttemptTranscript.NONE);
    }

    private Task task() {
        return Task.of("Mend it.").project(project.toString());
    }

    /** An agent that holds one of its steps until the test releases it. */
    private static class HeldAgent extends PlayedAgent {
        final Promise<Void> reached = Promise.promise();
        final Promise<Void> released = Promise.promise();

        Future<Void> held() {
            reached.tryComplete();
            return released.future();
        }
    }

    private static HeldAgent heldWhenItLeaves() {
        return new HeldAgent() {
            @Override
            public Future<Void> leave(Path folder, String taskId) {
                return held();
            }
        };
    }

    private static HeldAgent heldAfterItsAnswer() {
        return new HeldAgent() {
            @Override
            public Future<Void> endIn(Path folder) {
                return held();
            }
        };
    }

    /** Runs an attempt whose stop arrives after the answer, while the agent is held. */
    private Future<TaskResult> stoppedAfterItsAnswer(HeldAgent agent, Task task, StopReason reason) throws Exception {
        AttemptStub attempt = new AttemptStub(task);
        Future<TaskResult> result = handler(agent).handle(attempt);
        PlayedAgent.PlayedTurn turn = agent.turn(0);
        Files.writeString(turn.request.folder().resolve("Shop.java"), "class Shop { int mended; }");
        turn.emit("Mended.");
        get(agent.reached.future());

        attempt.stop.complete(reason);
        agent.released.complete();
        return result;
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void aStopWhileTheFolderIsLeftDoesNotDiscardTheResult(StopReason reason) throws Exception {
        assertThat(get(stoppedAfterItsAnswer(heldWhenItLeaves(), task(), reason))
                        .text())
                .isEqualTo("Mended.");
    }

    @Test
    void aStopAfterTheAnswerDoesNotDiscardAResultThatIsNotPushed() throws Exception {
        TaskResult result = get(stoppedAfterItsAnswer(heldAfterItsAnswer(), task(), StopReason.HANDED_BACK));

        assertThat(result.text()).isEqualTo("Mended.");
        assertThat(result.files()).containsExactly("Shop.java");
    }

    @Test
    void nothingIsPushedAfterAStop() throws Exception {
        GitRepo shop = GitRepo.make(folder.resolve("shop"));
        Task pushed = Task.of("Mend it.").project(shop.url()).attribute("push", "fix/shop");

        Future<TaskResult> result = stoppedAfterItsAnswer(heldAfterItsAnswer(), pushed, StopReason.HANDED_BACK);

        assertThatThrownBy(() -> get(result))
                .isInstanceOf(AttemptException.class)
                .hasMessage("the attempt was stopped: HANDED_BACK");
        assertThat(shop.git("branch", "--list", "fix/shop")).isEmpty();
    }

    @Test
    void anAttemptThatWasStoppedDoesNotEnterAFolderThatOpensLate() {
        List<String> records = new CopyOnWriteArrayList<>();
        PlayedAgent agent = new PlayedAgent() {
            @Override
            public Future<Void> enter(Path folder, String taskId) {
                records.add("enter " + taskId);
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> leave(Path folder, String taskId) {
                records.add("leave " + taskId);
                return Future.succeededFuture();
            }
        };
        AgentTaskHandler handler = handler(agent);
        Future<TaskResult> first = handler.handle(new AttemptStub(task().id("a")));
        agent.turn(0);
        AttemptStub stopped = new AttemptStub(task().id("b"));
        Future<TaskResult> second = handler.handle(stopped);
        stopped.published.join();

        stopped.stop.complete(StopReason.HANDED_BACK);
        assertThatThrownBy(() -> get(second)).hasMessage("the attempt was stopped: HANDED_BACK");
        AttemptStub again = new AttemptStub(task().id("b"));
        Future<TaskResult> successor = handler.handle(again);
        again.published.join();
        agent.turn(0).emit("one");
        agent.turn(1).emit("two");

        assertThat(get(first).text()).isEqualTo("one");
        assertThat(get(successor).text()).isEqualTo("two");
        assertThat(records).containsExactly("enter a", "leave a", "enter b", "leave b");
    }
}
