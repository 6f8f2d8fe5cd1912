package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.test.TaskInfoSamples;
import io.codefleet.agent.worker.PreviousTasks.Opening;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of the tasks that a task continues. */
class PreviousTasksTest {
    private final Map<String, TaskInfo> fleet = new HashMap<>();
    private final Set<String> sessions = new HashSet<>();
    private final List<String> asked = new ArrayList<>();

    private final class Knowing implements Agent {
        @Override
        public Turn begin(TurnRequest request, Handler<Event> events) {
            throw new AssertionError("nothing is to begin");
        }

        @Override
        public Future<Boolean> hasSession(String sessionId) {
            return Future.succeededFuture(sessions.contains(sessionId));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private void completed(String id, String answer, String... previous) {
        Task task = Task.of("ask " + id).id(id).previousTasks(List.of(previous));
        fleet.put(id, TaskInfoSamples.completed(task, TaskResult.text(answer).producedBy("p/m", "ses_" + id)));
    }

    private Future<Opening> opening(String... ids) {
        return new PreviousTasks(new Knowing(), id -> {
                    asked.add(id);
                    return Future.succeededFuture(Optional.ofNullable(fleet.get(id)));
                })
                .opening(List.of(ids));
    }

    /** A conversation of tasks 1 to {@code length}. */
    private void conversation(int length) {
        completed("t1", "answer 1.");
        for (int i = 2; i <= length; i++) {
            completed("t" + i, "answer " + i + ".", "t" + (i - 1));
        }
    }

    @Test
    void aLongConversationIsTranscribedFromItsLastTwentyTasks() {
        conversation(3000);

        String transcript = opening("t3000").result().transcript();

        assertThat(transcript)
                .containsSubsequence("answer 2981.", "answer 2999.", "answer 3000.")
                .doesNotContain("answer 2980.");
        assertThat(asked).hasSizeLessThanOrEqualTo(PreviousTasks.MAX_TASKS + 1);
    }

    @Test
    void tasksThatReferToEachOtherAreTranscribedOnce() {
        completed("a", "one", "b", "a");
        completed("b", "two", "a", "b");

        String transcript = opening("a", "b").result().transcript();

        assertThat(transcript).containsOnlyOnce("ask a").containsOnlyOnce("ask b");
        assertThat(asked).hasSize(2);
    }

    @Test
    void manyThatAreGoneAreNotAllAskedFor() {
        String[] gone = IntStream.range(0, 5000).mapToObj(i -> "gone" + i).toArray(String[]::new);
        completed("a", "one", gone);

        assertThat(opening("a").result().transcript()).contains("ask a");
        assertThat(asked).hasSizeLessThan(150);
    }

    @Test
    void onlyTheLastOfManyNamedTasksAreTranscribed() {
        String[] named = new String[2000];
        for (int i = 0; i < named.length; i++) {
            named[i] = "n" + i;
            completed(named[i], "answer " + i + ".");
        }

        String transcript = opening(named).result().transcript();

        assertThat(transcript)
                .containsSubsequence("answer 1980.", "answer 1999.")
                .doesNotContain("answer 1979.");
        assertThat(asked).hasSize(PreviousTasks.MAX_TASKS);
    }

    @Test
    void aNamedTaskIsTranscribedAfterItsPredecessors() {
        completed("a", "one");
        completed("b", "two", "a");
        completed("c", "three", "b");

        assertThat(opening("a", "c").result().transcript()).containsSubsequence("ask a", "ask b", "ask c");
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
    void historyMissingFromTheCopiedSessionIsSentAsATranscript() {
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

        assertThat(opening.start()).isEqualTo(new Agent.Start.NewSession());
        assertThat(opening.transcript())
                .containsSubsequence("ask a", "one", "ask b", "two", "ask c", "three")
                .containsOnlyOnce("ask a");
    }

    @Test
    void aTranscriptIsBoundedAndKeepsTheLatest() {
        completed("a", "x".repeat(ConversationHistory.MAX_CHARACTERS));
        completed("b", "the end of it", "a");

        String transcript = opening("b").result().transcript();

        assertThat(transcript)
                .contains("[…]", "the end of it")
                .hasSizeLessThan(ConversationHistory.MAX_CHARACTERS + 500);
    }
}
