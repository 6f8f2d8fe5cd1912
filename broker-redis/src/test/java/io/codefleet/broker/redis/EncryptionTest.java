package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.EncodedPayload;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.codec.PayloadContext;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that a codec encrypts: who can read it, and what becomes of a task whose content nobody can read. */
class EncryptionTest extends RedisTest {
    private static final PayloadKeys KEYS = TestKeys.KEYS;
    private static final PayloadKeys ROTATED = TestKeys.ROTATED;
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Broker connect(PayloadCodec codec) {
        return connect(options(server.uri()).codec(codec));
    }

    private Broker connect(PayloadKeys keys) {
        return connect(AesGcmCodec.of(keys));
    }

    private String field(String id, String name) {
        return String.valueOf(redis(server, Command.HGET, key("t:" + id), name));
    }

    private void swap(String field) {
        String ofA = field("a", field);
        redis(server, Command.HSET, key("t:a"), field, field("b", field));
        redis(server, Command.HSET, key("t:b"), field, ofA);
    }

    private static void report(Broker broker, AttemptReport report) {
        assertThat(get(broker.report(List.of(report), Optional.empty())).accepted())
                .containsExactly(true);
    }

    private static AttemptReport completed(Assignment assignment, String text) {
        return new AttemptReport.Completed(assignment.lease(), TaskResult.text(text));
    }

    private Outcome.Failed receivedFailure(String id) {
        await().until(() ->
                received.outcomes.stream().anyMatch(outcome -> outcome.taskId().equals(id)));
        return received.outcomes.stream()
                .filter(outcome -> outcome.taskId().equals(id))
                .map(Outcome.Failed.class::cast)
                .findFirst()
                .orElseThrow();
    }

    // ---- keys

    @Test
    void storedContentRevealsOnlyItsKeyId() {
        Broker broker = connect(KEYS);
        submit(broker, Task.of("the recipe").id("a"));

        assertThat(field("a", "b")).matches("~1:old:[A-Za-z0-9+/=]+");
    }

    @Test
    void afterARotationAllThatWasStoredIsStillRead() {
        Broker before = connect(KEYS);
        submit(before, Task.of("the recipe").id("a"));
        Broker after = connect(ROTATED);
        beat(after, "w");
        Assignment assignment = claim(after, "w", 1).get(0);
        assertThat(assignment.task().prompt()).isEqualTo("the recipe");

        report(after, completed(assignment, "cooked"));
        assertThat(field("a", "b")).startsWith("~1:old:");
        assertThat(field("a", "o")).startsWith("~1:new:");
        Outcome outcome = get(connect(ROTATED).follow(List.of("a"))).ended().get(0);
        assertThat(outcome.resultOrThrow().text()).isEqualTo("cooked");
    }

    @Test
    void anEqualTaskIsStillOneAfterARotationAndAnotherIsStillAnother() {
        Task task = Task.of("the recipe").id("a");
        submit(connect(KEYS), task);
        Broker after = connect(ROTATED);

        submit(after, task);
        SubmitReply.Refused refused = (SubmitReply.Refused)
                get(after.submit(List.of(task.prompt("salt")))).get(0);
        assertThat(refused.reason()).isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void aTaskOfAnUnknownKeyIsADeadLetterAndTheOthersGoOn() {
        submit(connect(ROTATED), Task.of("the recipe").id("a"));
        Broker behind = connect(KEYS);
        submit(behind, Task.of("salad").id("b"));
        beat(behind, "w");

        assertThat(claim(behind, "w", 2)).extracting(each -> each.task().id()).containsExactly("b");
        TaskError error = receivedFailure("a").error();
        assertThat(error.kind()).isEqualTo(ErrorKind.MALFORMED);
        assertThat(error.message()).contains("'new'", "add that key").doesNotContain("recipe");
    }

    @Test
    void aClientWithoutACodecGetsAnErrorThatNamesTheMissingCodec() {
        submit(connect(KEYS), Task.of("the recipe").id("a"));
        Broker without = connect(server);

        assertThatThrownBy(() -> get(without.find(List.of("a"))))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("no codec");
    }

    @Test
    void anUnreadableTaskIsLeftOutAmongOthers() {
        submit(connect(ROTATED), Task.of("the recipe").id("a"));
        Broker behind = connect(KEYS);
        submit(behind, Task.of("salad").id("b"));

        assertThat(get(behind.find(List.of("a", "b"))))
                .extracting(info -> info.task().id())
                .containsExactly("b");
    }

    // ---- plain content

    @Test
    void whatWasStoredPlainBeforeIsStillRead() {
        submit(connect(server), Task.of("the recipe").id("a"));
        Broker broker = connect(KEYS);
        beat(broker, "w");

        assertThat(claim(broker, "w", 1).get(0).task().prompt()).isEqualTo("the recipe");
    }

    @Test
    void aCodecThatRefusesPlainContentTakesNoTaskThatNobodyEncrypted() {
        submit(connect(server), Task.of("rm -rf").id("a"));
        Broker broker = connect(AesGcmCodec.of(KEYS).refusingPlain());
        beat(broker, "w");

        assertThat(claim(broker, "w", 1)).isEmpty();
        receivedFailure("a");
        Outcome.Failed failed =
                (Outcome.Failed) get(broker.follow(List.of("a"))).ended().get(0);
        assertThat(failed.error().message()).contains("stored plain");
    }

    @Test
    void failuresWrittenByScriptsAreReadEvenWherePlainContentIsRefused() {
        Broker broker = connect(AesGcmCodec.of(KEYS).refusingPlain());
        Task task = Task.of("x").id("a");
        submit(broker, task.limits(task.limits().queueTimeout(Duration.ofMillis(1))));

        await().until(() -> {
            get(broker.runMaintenance());
            return !received.outcomes.isEmpty();
        });
        assertThat(receivedFailure("a").error().kind()).isEqualTo(ErrorKind.QUEUE_TIMEOUT);
    }

    // ---- tampering

    @Test
    void theBodiesOfTwoTasksCannotBeSwapped() {
        Broker broker = connect(KEYS);
        submit(broker, Task.of("the recipe").id("a"));
        submit(broker, Task.of("the salad").id("b"));
        swap("b");
        beat(broker, "w");

        assertThat(claim(broker, "w", 2)).isEmpty();
        assertThat(List.of(receivedFailure("a"), receivedFailure("b")))
                .allMatch(failed -> failed.error().kind() == ErrorKind.MALFORMED)
                .allMatch(failed -> failed.error().message().contains("belongs to another task"));
    }

    @Test
    void theResultsOfTwoTasksCannotBeSwapped() {
        Broker broker = connect(KEYS);
        beat(broker, "w");
        for (String id : List.of("a", "b")) {
            submit(broker, Task.of("x").id(id));
            report(broker, completed(claim(broker, "w", 1).get(0), "result of " + id));
        }
        swap("o");

        assertThat(get(broker.follow(List.of("a", "b"))).ended())
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.Failed failed
                        && failed.error().kind() == ErrorKind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~1:", "~1:old", "~1:old:", "~1:old:!!!", "~1::AAAA", "~1:old:AAAA", "~1:k k:AAAA"})
    void aDamagedBodyIsADeadLetter(String body) {
        Broker broker = connect(KEYS);
        submit(broker, Task.of("x").id("a"));
        redis(server, Command.HSET, key("t:a"), "b", body);
        beat(broker, "w");

        assertThat(claim(broker, "w", 1)).isEmpty();
        assertThat(receivedFailure("a").error().kind()).isEqualTo(ErrorKind.MALFORMED);
    }

    // ---- all that carries content

    @Test
    void errorsProgressCheckpointsReasonsAndCommandsAreDecryptedUnchanged() {
        Broker broker = connect(KEYS);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a"));
        Assignment first = claim(broker, "w", 1).get(0);
        Progress progress = new Progress("a", 1, Instant.ofEpochMilli(7), "text", "stirring\nit", Map.of("spoon", 1));
        Checkpoint checkpoint = Checkpoint.of(Map.of("step", "two"));
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "it boiled\nover").at(1, "w");
        get(broker.progress(first.lease(), progress));
        get(broker.checkpoint(first.lease(), checkpoint));
        report(broker, new AttemptReport.Failed(first.lease(), error, Optional.of(Duration.ZERO)));
        Assignment second = claim(broker, "w", 1).get(0);
        get(broker.cancel("a", "no more\nhunger"));
        get(broker.command(Optional.empty(), new WorkerCommand("wash", Map.of("cup", "the blue one"))));

        TaskInfo info = get(broker.find(List.of("a"))).get(0);
        assertThat(info.progress()).contains(progress);
        assertThat(second.checkpoint()).contains(checkpoint);
        assertThat(info.history().get(0).error()).contains(error);
        assertThat(get(broker.receive("w", Duration.ofSeconds(5))))
                .contains(
                        new WorkerSignal.CancelRequested("a", "no more\nhunger"),
                        new WorkerSignal.CommandReceived(new WorkerCommand("wash", Map.of("cup", "the blue one"))));
        report(broker, new AttemptReport.Cancelled(second.lease(), "unused"));
        await().until(() -> !received.outcomes.isEmpty());
        assertThat(((Outcome.Cancelled) received.outcomes.get(0)).reason()).isEqualTo("no more\nhunger");
    }

    // ---- a host's own codec

    /** Fails for content that holds a word, and reverses any other. */
    private static final class Reversing implements PayloadCodec {
        static final String WORD = "unspeakable";

        private static Buffer reversed(Buffer content) {
            if (content.toString().contains(WORD)) {
                throw new IllegalStateException("cannot encode " + content);
            }
            return Buffer.buffer(new StringBuilder(content.toString()).reverse().toString());
        }

        @Override
        public EncodedPayload encode(PayloadContext place, Buffer content) {
            return new EncodedPayload("reversed", reversed(content));
        }

        @Override
        public Buffer decode(PayloadContext place, EncodedPayload encoded) {
            return reversed(encoded.bytes());
        }

        @Override
        public Buffer fingerprint(PayloadContext place, Buffer content) {
            return Buffer.buffer("same");
        }
    }

    @Test
    void aTaskThatTheHostsCodecCannotEncodeIsRefusedAndTheOthersGoOn() {
        Broker broker = connect(new Reversing());
        List<SubmitReply> replies = get(broker.submit(
                List.of(Task.of(Reversing.WORD).id("a"), Task.of("fine").id("b"))));

        SubmitReply.Refused refused = (SubmitReply.Refused) replies.get(0);
        assertThat(refused.reason()).isInstanceOf(InvalidInputException.class);
        assertThat(refused.reason().getMessage()).startsWith("codec:").doesNotContain(Reversing.WORD);
        assertThat(replies.get(1)).isEqualTo(SubmitReply.Accepted.INSTANCE);
    }

    /** A codec without a key, which says so. */
    private static final class Refusing implements PayloadCodec {
        @Override
        public EncodedPayload encode(PayloadContext place, Buffer content) {
            throw new InvalidInputException(REFUSAL, "has no key; use another client");
        }

        @Override
        public Buffer decode(PayloadContext place, EncodedPayload encoded) {
            return encoded.bytes();
        }

        @Override
        public Buffer fingerprint(PayloadContext place, Buffer content) {
            return Buffer.buffer("same");
        }
    }

    @Test
    void aRefusalOfTheHostsCodecSaysWhatIsMissing() {
        SubmitReply.Refused refused = (SubmitReply.Refused)
                get(connect(new Refusing()).submit(List.of(Task.of("x").id("a"))))
                        .get(0);
        assertThat(refused.reason()).hasMessage("codec: has no key; use another client");
    }

    @Test
    void aResultThatTheCodecCannotEncodeFailsItsTaskWithoutRevealingIt() {
        Broker broker = connect(new Reversing());
        submit(broker, Task.of("fine").id("a"));
        beat(broker, "w");
        report(broker, completed(claim(broker, "w", 1).get(0), Reversing.WORD));

        TaskError error = receivedFailure("a").error();
        assertThat(error.kind()).isEqualTo(ErrorKind.MALFORMED);
        assertThat(error.message()).contains("could not encode the result of a").doesNotContain(Reversing.WORD);
    }

    @Test
    void otherContentThatTheCodecCannotEncodeFailsItsCall() {
        Broker broker = connect(new Reversing());
        submit(broker, Task.of("fine").id("a"));
        WorkerCommand command = new WorkerCommand("say", Map.of("word", Reversing.WORD));

        assertThat(broker.cancel("a", Reversing.WORD).cause()).isInstanceOf(InvalidInputException.class);
        assertThat(broker.command(Optional.empty(), command).cause()).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void theOptionsRevealNothingOfTheKeys() {
        CodefleetOptions options = options(server.uri()).codec(AesGcmCodec.of(KEYS));

        assertThat(options.toString()).doesNotContain("AQEB").doesNotContain("[1, 1");
    }
}
