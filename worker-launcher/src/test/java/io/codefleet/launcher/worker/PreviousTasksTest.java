package io.codefleet.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.launcher.worker.PreviousTasks.Opening;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a task goes on from. */
class PreviousTasksTest {
    private final Map<String, TaskInfo> fleet = new HashMap<>();
    private final Set<String> sessions = new HashSet<>();

    private final class Knowing implements Agent {
        @Override
        public Turn begin(Request request, Handler<Event> events) {
            throw new AssertionError("nothing is to begin");
        }

        @Override
        public Future<Boolean> knows(String sessionId) {
            return Future.succeededFuture(sessions.contains(sessionId));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private void completed(String id, String answer, String... previous) {
        Task task = Task.of("ask " + id).id(id).previousTasks(List.of(previous));
        fleet.put(id, TaskInfoSamples.completed(task, TaskResult.text(answer).from("p/m", "ses_" + id)));
    }

    private Future<Opening> opening(String... ids) {
        return new PreviousTasks(new Knowing(), id -> Future.succeededFuture(Optional.ofNullable(fleet.get(id))))
                .opening(List.of(ids));
    }

    private void refused(String fault, String... ids) {
        Future<Opening> opening = opening(ids);
        assertThat(opening.cause()).isInstanceOf(AttemptException.class).hasMessageContaining(fault);
        assertThat(((AttemptException) opening.cause()).error().kind()).isEqualTo(ErrorKind.PERMANENT);
    }

    @Test
    void aTaskThatIsUnknownOrHasNotCompletedIsNamed() {
        refused("there is no task 'x'", "x");
        fleet.put("r", TaskInfoSamples.running(Task.of("x").id("r")));
        refused("task 'r' is running", "r");
        completed("a", "yes");
        refused("task 'r' is running", "r", "a");
    }

    @Test
    void aSessionThatIsThereIsCopiedAndNeedsNoTranscript() {
        completed("a", "one");
        completed("b", "two", "a");
        sessions.add("ses_b");

        assertThat(opening("b").result()).isEqualTo(new Opening(new Agent.Start.Fork("ses_b"), ""));
    }

    @Test
    void whatTheCopiedSessionDoesNotHoldIsTold() {
        completed("a", "one");
        completed("b", "two");
        sessions.add("ses_b");

        Opening opening = opening("a", "b").result();

        assertThat(opening.start()).isEqualTo(new Agent.Start.Fork("ses_b"));
        assertThat(opening.transcript()).contains("ask a", "one").doesNotContain("ask b");
    }

    @Test
    void aTranscriptGoesBackToTheBeginningWithEachTaskOnce() {
        completed("a", "one");
        completed("b", "two", "a");
        completed("c", "three", "a", "gone");

        Opening opening = opening("b", "c").result();

        assertThat(opening.start()).isEqualTo(new Agent.Start.Anew());
        assertThat(opening.transcript())
                .containsSubsequence("ask a", "one", "ask b", "two", "ask c", "three")
                .containsOnlyOnce("ask a");
    }

    @Test
    void aTranscriptIsBoundedAndKeepsTheLatest() {
        completed("a", "x".repeat(Transcript.MAX_CHARACTERS));
        completed("b", "the end of it", "a");

        String transcript = opening("b").result().transcript();

        assertThat(transcript).contains("[…]", "the end of it").hasSizeLessThan(Transcript.MAX_CHARACTERS + 500);
    }
}
