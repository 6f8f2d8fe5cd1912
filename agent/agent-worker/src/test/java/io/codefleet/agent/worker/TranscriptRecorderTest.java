package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentActivity;
import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.AuditNote;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.Agent.PermissionDecision;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.test.E2e;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.json.TranscriptDocuments;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TranscriptRecorderTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final DocumentOwner OWNER = new DocumentOwner("t", 1);

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final StoredDocuments documents = new StoredDocuments();
    private final List<Attempt> failures = new CopyOnWriteArrayList<>();

    /** Documents of one process; a test may let writes fail. */
    private static final class StoredDocuments implements Documents {
        final Map<String, Document> stored = new ConcurrentHashMap<>();
        volatile boolean isAway;
        volatile boolean refuses;
        volatile boolean losesAnswers;
        volatile boolean hangs;
        final AtomicInteger asked = new AtomicInteger();
        volatile @Nullable Future<Boolean> answersWith;

        @Override
        public Future<List<Document>> list(String kind) {
            return Future.succeededFuture(List.copyOf(stored.values()));
        }

        @Override
        public synchronized Future<Boolean> put(Document document, Optional<AuditNote> note) {
            Future<Boolean> fixed = answersWith;
            asked.incrementAndGet();
            if (fixed != null) {
                return fixed;
            }
            if (hangs) {
                return Promise.<Boolean>promise().future();
            }
            if (isAway) {
                return Future.failedFuture(new BrokerUnavailableException("away", null));
            }
            Document before = stored.get(document.name());
            if (refuses || (before == null ? 0 : before.version()) != document.version()) {
                return Future.succeededFuture(false);
            }
            stored.put(
                    document.name(),
                    new Document(document.kind(), document.name(), document.version() + 1, document.content()));
            if (losesAnswers) {
                losesAnswers = false;
                return Future.failedFuture(new BrokerUnavailableException("the answer was lost", null));
            }
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
            throw new UnsupportedOperationException();
        }

        Transcript read() {
            return TranscriptDocuments.join(OWNER, List.copyOf(stored.values()));
        }
    }

    private TranscriptRecorder recorder(Duration interval) {
        return new TranscriptRecorder(
                vertx.get(),
                new AttemptStub(Task.of("p").id("t")),
                documents,
                TranscriptSettings.DEFAULT.interval(interval),
                new SecretMask(Map.of("A_TOKEN", "very-secret-thing", "A_KEY", "BEGIN\nsecret line\nEND")),
                Clock.fixed(NOW, ZoneOffset.UTC),
                failures::add);
    }

    private static TranscriptStep text(String text) {
        return new TranscriptStep.AgentMessage(NOW, text);
    }

    private static Agent.Event messageOf(String text) {
        return new Agent.Event.Recorded(text, text(text), true);
    }

    private static ToolStep call(ToolStep.ToolStatus status) {
        return new ToolStep(NOW, Duration.ZERO, "bash", "{}", "", status);
    }

    private static void end(TranscriptRecorder recorder) {
        FutureResults.get(
                recorder.end(Future.succeededFuture(TaskResult.text("done"))).map(true));
    }

    @Test
    void theEndStoresAllStepsInOrder() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        Promise<PermissionDecision> decision = Promise.promise();
        recorder.record(messageOf("one"));
        recorder.record(new Agent.Event.TextDelta("not a step"));
        recorder.record(new Agent.Event.Asked("bash", "rm x", Duration.ofMinutes(1), decision));
        decision.complete(new PermissionDecision(true, ""));
        recorder.record(new Agent.Event.Note("retry", "with very-secret-thing"));
        end(recorder);

        assertThat(documents.read())
                .isEqualTo(new Transcript(
                        "t",
                        1,
                        List.of(
                                text("one"),
                                new TranscriptStep.Approval(NOW, "bash", "rm x", true),
                                new TranscriptStep.Note(NOW, "retry", "with ***")),
                        true));
        assertThat(failures).isEmpty();
    }

    @Test
    void stepsAreStoredWhileTheAttemptRuns() {
        TranscriptRecorder recorder = recorder(Duration.ofMillis(100));
        recorder.record(messageOf("one"));
        recorder.record(new Agent.Event.Recorded("call", call(ToolStep.ToolStatus.RUNNING), false));

        E2e.eventually(() ->
                assertThat(documents.read().steps()).containsExactly(text("one"), call(ToolStep.ToolStatus.RUNNING)));
        assertThat(documents.read().complete()).isFalse();

        recorder.record(new Agent.Event.Recorded("call", call(ToolStep.ToolStatus.COMPLETED), true));
        end(recorder);
        assertThat(documents.read().steps()).containsExactly(text("one"), call(ToolStep.ToolStatus.COMPLETED));
    }

    @Test
    void aTextThatStreamsIsStoredBeforeItIsCompleteButForItsLastWord() {
        TranscriptRecorder recorder = recorder(Duration.ofMillis(100));
        recorder.record(new Agent.Event.TextDelta("I read the "));
        recorder.record(new Agent.Event.TextDelta("file with very-secret-thing and the first half of very-sec"));

        E2e.eventually(() -> assertThat(documents.read().steps())
                .containsExactly(text("I read the file with *** and the first half of")));
        assertThat(documents.read().complete()).isFalse();

        recorder.record(messageOf("I read the file."));
        end(recorder);
        assertThat(documents.read().steps()).containsExactly(text("I read the file."));
    }

    @Test
    void anAttemptThatFailsWithinATextKeepsTheTextSoFar() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        recorder.record(messageOf("one"));
        recorder.record(new Agent.Event.TextDelta("and a second "));
        FutureResults.get(recorder.end(Future.failedFuture(AttemptException.permanent("the model is gone")))
                .map(true));

        assertThat(documents.read().steps())
                .containsExactly(
                        text("one"),
                        text("and a second"),
                        new TranscriptStep.Note(NOW, "end", "PERMANENT: the model is gone"));
    }

    @Test
    void anAttemptThatFailsWithinASecretOfSeveralLinesKeepsNoneOfThem() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        recorder.record(new Agent.Event.TextDelta("The key is BEGIN\nsecret line\n"));
        FutureResults.get(recorder.end(Future.failedFuture(AttemptException.permanent("the model is gone")))
                .map(true));

        assertThat(documents.read().steps())
                .containsExactly(
                        text("The key is"), new TranscriptStep.Note(NOW, "end", "PERMANENT: the model is gone"));
    }

    private static Agent.Event endOfTurn(String turn, Optional<String> error) {
        return new Agent.Event.Activity(new AgentActivity.TurnEnded(turn, NOW, Usage.NONE, error));
    }

    @Test
    void aTurnThatFailsWithinATextKeepsItApartFromThatOfTheNextTurn() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        recorder.record(new Agent.Event.TextDelta("half of one with very-secret-thing "));
        recorder.record(endOfTurn("turn-1", Optional.of("TRANSIENT")));
        recorder.record(new Agent.Event.TextDelta("all of "));
        recorder.record(new Agent.Event.TextDelta("another"));
        recorder.record(messageOf("all of another"));
        recorder.record(endOfTurn("turn-2", Optional.empty()));
        end(recorder);

        assertThat(documents.read().steps()).containsExactly(text("half of one with ***"), text("all of another"));
    }

    @Test
    void aTextOfATurnThatHasAnAnswerIsNotKeptForTheNextTurn() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        recorder.record(messageOf("one"));
        recorder.record(new Agent.Event.TextDelta("left over "));
        recorder.record(endOfTurn("turn-1", Optional.empty()));
        recorder.record(new Agent.Event.TextDelta("and a second "));
        recorder.record(endOfTurn("turn-2", Optional.of("PERMANENT")));
        FutureResults.get(recorder.end(Future.failedFuture(AttemptException.permanent("the model is gone")))
                .map(true));

        assertThat(documents.read().steps())
                .containsExactly(
                        text("one"),
                        text("and a second"),
                        new TranscriptStep.Note(NOW, "end", "PERMANENT: the model is gone"));
    }

    @Test
    void aFailedAttemptEndsWithItsError() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        recorder.record(messageOf("one"));
        recorder.record(new Agent.Event.Recorded("call", call(ToolStep.ToolStatus.RUNNING), false));
        FutureResults.get(recorder.end(Future.failedFuture(AttemptException.permanent("the model is gone")))
                .map(true));

        assertThat(documents.read().steps())
                .containsExactly(
                        text("one"),
                        call(ToolStep.ToolStatus.RUNNING),
                        new TranscriptStep.Note(NOW, "end", "PERMANENT: the model is gone"));
        assertThat(documents.read().complete()).isTrue();
    }

    @Test
    void anAttemptWithoutStepsStoresNothing() {
        end(recorder(Duration.ofDays(1)));

        assertThat(documents.stored).isEmpty();
    }

    @Test
    void aWriteThatFailsIsCountedAndTriedAgain() {
        TranscriptRecorder recorder = recorder(Duration.ofMillis(100));
        documents.isAway = true;
        recorder.record(messageOf("one"));
        E2e.eventually(() -> assertThat(failures).hasSizeGreaterThan(1));
        documents.isAway = false;

        E2e.eventually(() -> assertThat(documents.read().steps()).containsExactly(text("one")));
        end(recorder);
    }

    @Test
    void theEndOfAnAttemptNeitherFailsNorHangsWithItsTranscript() {
        TranscriptRecorder away = recorder(Duration.ofDays(1));
        documents.isAway = true;
        away.record(messageOf("one"));
        end(away);
        assertThat(failures).hasSize(1);

        documents.isAway = false;
        documents.hangs = true;
        TranscriptRecorder hanging = recorder(Duration.ofDays(1));
        hanging.record(messageOf("one"));
        end(hanging);
        assertThat(documents.stored).isEmpty();
    }

    @Test
    void aWriteWhoseAnswerWasLostIsOverwritten() {
        TranscriptRecorder recorder = recorder(Duration.ofMillis(100));
        documents.losesAnswers = true;
        recorder.record(messageOf("one"));
        E2e.eventually(() -> assertThat(failures).isNotEmpty());
        recorder.record(messageOf("two"));
        end(recorder);

        assertThat(documents.read().steps()).containsExactly(text("one"), text("two"));
        assertThat(documents.read().complete()).isTrue();
    }

    @Test
    void aTranscriptOfATaskThatIsGoneIsGivenUp() {
        TranscriptRecorder recorder = recorder(Duration.ofDays(1));
        documents.refuses = true;
        recorder.record(messageOf("one"));
        end(recorder);

        assertThat(documents.stored).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void theEndIsStoredAlthoughTheWriteBeforeItFails() {
        TranscriptRecorder recorder = recorder(Duration.ofMillis(100));
        Promise<Boolean> underWay = Promise.promise();
        documents.answersWith = underWay.future();
        recorder.record(messageOf("one"));
        E2e.eventually(() -> assertThat(documents.asked).hasPositiveValue());
        recorder.record(messageOf("two"));
        Future<Void> ended = recorder.end(Future.succeededFuture(TaskResult.text("done")));
        documents.answersWith = null;
        underWay.fail(new BrokerUnavailableException("away", null));
        FutureResults.get(ended.map(true));

        assertThat(documents.read().steps()).containsExactly(text("one"), text("two"));
        assertThat(documents.read().complete()).isTrue();
    }
}
