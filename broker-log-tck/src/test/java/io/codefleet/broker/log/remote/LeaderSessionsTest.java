package io.codefleet.broker.log.remote;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.inmemory.InMemoryBroker;
import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.FleetForms;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sessions of a leader answer to messages that a client sends twice, or that cannot be read. */
@Timeout(90)
class LeaderSessionsTest {
    private static final String CLIENT = "client";
    private static final CodefleetOptions OPTIONS = CodefleetOptions.of("memory:sessions");
    private static final WorkerCommand PAUSE = WorkerCommand.of(WorkerCommand.PAUSE);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final NamespaceStore store = new NamespaceStore("sessions", InstantSource.system(), Runnable::run);
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final MessagePieces requests = new MessagePieces();
    private final LeaderSessions sessions = new LeaderSessions(
            OPTIONS,
            (client, listener) -> InMemoryBroker.answeringAtOnce(vertx, client, listener, store),
            (stored, notStored) -> stored.run(),
            nanos::get);

    private record Reply(long number, int status, Buffer answer) {
        List<WorkerSignal> signals() {
            return FieldReader.read("signals", answer, from -> from.messages(1, FleetForms::signal));
        }

        long batch() {
            return FieldReader.read("signals", answer, from -> from.number(2, 0));
        }
    }

    private static LeaderChannel channel(List<Reply> to) {
        MessagePieces pieces = new MessagePieces();
        return new LeaderChannel() {
            @Override
            public void send(String clientId, Buffer piece) {
                pieces.join(piece)
                        .ifPresent(message -> to.add(FieldReader.read(
                                "a reply",
                                message,
                                from -> new Reply(from.number(1), from.integer(2), from.buffer(3)))));
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        };
    }

    @BeforeEach
    void open() {
        onContext(() -> sessions.answerOn(channel(replies)));
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private void onContext(Runnable step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                step.run();
                done.complete();
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        get(done.future());
    }

    private void send(Buffer message) {
        requests.cut(message).forEach(piece -> onContext(() -> sessions.handle(CLIENT, piece)));
    }

    private void request(long number, int call, FieldWriter arguments) {
        send(Messages.request(number, call, arguments, Optional.empty()));
    }

    private void hello(long number) {
        request(number, Messages.HELLO, Messages.hello(OPTIONS));
    }

    private Reply reply(int number) {
        await().until(() -> replies.size() >= number);
        return replies.get(number - 1);
    }

    private void receive(long number, Duration wait, long last) {
        request(
                number,
                BrokerCall.RECEIVE.number(),
                new FieldWriter().text(1, "w").duration(2, wait).number(3, last));
    }

    @Test
    void aCallOfANewerClientIsRefusedSoThatItKeepsItsWork() {
        hello(1);
        request(
                2,
                BrokerCall.PUT_DOCUMENT.number(),
                new FieldWriter()
                        .message(1, new Document("kind", "name", 0, "{}"), FleetForms::document)
                        .message(
                                2,
                                "OF_A_NEWER_VERSION",
                                (to, action) -> to.text(1, action).text(2, "subject")));

        assertThat(reply(2).status()).isEqualTo(Messages.FAILED);
        CodefleetException error =
                FieldReader.read("an error", reply(2).answer(), from -> ErrorForms.error(from, "sessions", "ann", ""));
        assertThat(error)
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("is older than its client; update it");
    }

    @Test
    void signalsThatAnswerACallThatWaitsNoMoreAreGivenToTheNext() {
        hello(1);
        store.heartbeat(
                WorkerInfo.builder("w", WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                        .build(),
                Duration.ofMinutes(5));
        receive(5, Duration.ofMillis(1), 0);
        receive(5, Duration.ofMinutes(1), 0);
        assertThat(reply(2).signals()).isEmpty();
        store.command(Optional.of("w"), PAUSE, OPTIONS);
        assertThat(reply(3).number()).isEqualTo(5);

        receive(6, Duration.ofMillis(1), 0);
        assertThat(reply(4).signals()).containsExactly(new WorkerSignal.CommandReceived(PAUSE));
        receive(7, Duration.ofMillis(1), reply(4).batch());
        assertThat(reply(5).signals()).isEmpty();
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredAndThrowsNothing() {
        hello(1);
        send(Buffer.buffer("no request"));
        send(new FieldWriter().number(1, 7).text(2, "no call").toBuffer());
        request(8, BrokerCall.PAUSE.number(), new FieldWriter());
        assertThat(reply(2).number()).isEqualTo(7);
        assertThat(reply(2).status()).isEqualTo(Messages.FAILED);
        assertThat(reply(3).number()).isEqualTo(8);
        assertThat(reply(3).status()).isEqualTo(Messages.OK);
    }

    @Test
    void aClientWhoseOptionsCannotBeReadIsAnswered() {
        request(1, Messages.HELLO, new FieldWriter().text(2, "no options"));
        assertThat(reply(1).status()).isEqualTo(Messages.FAILED);
    }

    @Test
    void anIncompleteRequestOfAClientWithoutASessionIsForgotten() {
        FieldWriter large = new FieldWriter().text(1, "x".repeat(2 * LogRecord.MAX_BYTES));
        List<Buffer> pieces = requests.cut(Messages.request(1, BrokerCall.PAUSE.number(), large, Optional.empty()));
        onContext(() -> pieces.subList(0, 2).forEach(piece -> sessions.handle(CLIENT, piece)));
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
        onContext(sessions::expire);
        onContext(() -> pieces.subList(2, pieces.size()).forEach(piece -> sessions.handle(CLIENT, piece)));
        request(2, BrokerCall.PAUSE.number(), new FieldWriter());
        assertThat(reply(1).number()).isEqualTo(2);
        assertThat(reply(1).status()).isEqualTo(Messages.NO_SESSION);
    }
}
