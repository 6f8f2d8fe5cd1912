package io.codefleet.broker.log.leader;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Document;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are stored, and whose answers are lost together with the leader. */
@Timeout(90)
class LostAnswersTest {
    private static final WorkerCommand PAUSE = WorkerCommand.of(WorkerCommand.PAUSE);
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final Vertx vertx = Vertx.vertx();
    private final MemoryLogHarness harness = new MemoryLogHarness(LogLimits.DEFAULT);
    private final MemoryLogSystem system = harness.system("answers");
    private final List<Broker> brokers = new ArrayList<>();
    private Broker leader;
    private Broker client;

    @BeforeEach
    void open() {
        leader = connect();
        client = connect();
    }

    @AfterEach
    void close() {
        brokers.forEach(broker -> get(broker.close()));
        get(vertx.close());
    }

    private Broker connect() {
        Broker broker = get(harness.connect(vertx, harness.options("answers"), new IgnoringListener()));
        brokers.add(broker);
        return broker;
    }

    private void register(Instant startedAt) {
        WorkerInfo worker = WorkerInfo.builder("w", WorkerState.ONLINE, startedAt, startedAt)
                .types(List.of("*"))
                .build();
        get(client.heartbeat(worker, Duration.ofMinutes(5)));
    }

    /** Makes a call whose answer is lost, and ends the leader, which its clients are not informed of. */
    private <T> Future<T> callWithoutAnswer(Supplier<Future<T>> call) {
        system.loseMessages(true);
        Future<T> called = call.get();
        await().until(() -> system.lostMessages() > 0);
        get(leader.close());
        system.loseMessages(false);
        return called;
    }

    @Test
    void aCommandWhoseAnswerWasLostIsReceivedFromTheNextLeaderOnce() {
        register(Instant.EPOCH);
        get(leader.command(Optional.of("w"), PAUSE));
        Future<List<WorkerSignal>> received = callWithoutAnswer(() -> client.receive("w", WAIT));
        assertThat(get(received)).containsExactly(new WorkerSignal.CommandReceived(PAUSE));
        assertThat(get(client.receive("w", Duration.ZERO))).isEmpty();
        assertThat(get(client.receive("w", Duration.ZERO))).isEmpty();
    }

    @Test
    void aCommandThatAWorkerHasIsNotGivenAgainByTheNextLeader() {
        register(Instant.EPOCH);
        get(leader.command(Optional.of("w"), PAUSE));
        assertThat(get(client.receive("w", WAIT))).hasSize(1);
        get(leader.close());
        assertThat(get(client.receive("w", Duration.ZERO))).isEmpty();
    }

    @Test
    void aCommandThatAnEarlierProcessOfTheWorkerMayHaveIsNotGivenToTheLater() {
        register(Instant.EPOCH);
        get(leader.command(Optional.of("w"), PAUSE));
        assertThat(get(client.receive("w", WAIT))).hasSize(1);
        client = connect();
        register(Instant.EPOCH.plusSeconds(1));
        assertThat(get(client.receive("w", Duration.ZERO))).isEmpty();
    }

    @Test
    void aDocumentThatMayHaveBeenStoredIsNotReportedAsOneThatWasNot() {
        Document document = new Document("kind", "name", 0, "content");
        Future<Boolean> put = callWithoutAnswer(() -> client.documents().put(document));
        assertThat(failureOf(put)).isInstanceOf(BrokerUnavailableException.class);
        assertThat(get(client.documents().list("kind"))).containsExactly(new Document("kind", "name", 1, "content"));
    }

    @Test
    void aDocumentThatMayHaveBeenDeletedIsNotReportedAsOneThatWasNotThere() {
        assertThat(get(client.documents().put(new Document("kind", "name", 0, "content"))))
                .isTrue();
        Future<Boolean> deleted = callWithoutAnswer(() -> client.documents().delete("kind", "name"));
        assertThat(failureOf(deleted)).isInstanceOf(BrokerUnavailableException.class);
        assertThat(get(client.documents().list("kind"))).isEmpty();
    }
}
