package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Broker;
import io.codefleet.error.ClosedException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A client that disconnects leaves no call unanswered, and the others unharmed. */
public abstract class CloseTck extends BrokerTck {
    private static final Duration WAIT = Duration.ofSeconds(30);

    @Test
    void aWaitForSignalsFails() {
        worker("w");
        Broker broker = connect().broker;
        Future<?> waiting = broker.receive("w", WAIT);
        get(broker.close());

        assertThat(failureOf(() -> waiting)).isInstanceOf(ClosedException.class);
    }

    @Test
    void aWaitForEventsFails() {
        TckClient leaving = connect();
        Future<?> waiting = leaving.broker.events(Optional.of(leaving.cursorOfNow()), 10, WAIT);
        get(leaving.broker.close());

        assertThat(failureOf(() -> waiting)).isInstanceOf(ClosedException.class);
    }

    @Test
    void aCallAfterwardsFails() {
        Broker broker = connect().broker;
        get(broker.close());

        List<Function<Broker, Future<?>>> calls = List.of(
                closed -> closed.submit(List.of(task("t"))),
                closed -> closed.find(List.of("t")),
                closed -> closed.list(TaskQuery.ALL),
                closed -> closed.events(Optional.empty(), 1, Duration.ZERO),
                closed -> closed.cancel("t", "no longer needed"),
                closed -> closed.heartbeat(WorkerProfile.of("w").info(), WAIT),
                closed -> closed.receive("w", WAIT),
                Broker::stats,
                Broker::pause,
                Broker::runMaintenance);
        assertThat(calls)
                .allSatisfy(
                        call -> assertThat(failureOf(() -> call.apply(broker))).isInstanceOf(ClosedException.class));
    }

    @Test
    void aSecondCloseDoesNoHarm() {
        Broker broker = connect().broker;
        get(broker.close());
        get(broker.close());
    }

    @Test
    void everyCallUnderWayIsAnswered() {
        client().submit(many("t", 50));
        Broker broker = connect().broker;
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(broker.find(List.of("t" + i)));
        }
        get(broker.close());

        soon(() -> assertThat(calls).allMatch(Future::isComplete));
        assertThat(calls)
                .filteredOn(Future::failed)
                .allSatisfy(call -> assertThat(call.cause()).isInstanceOf(ClosedException.class));
    }

    @Test
    void otherClientsGoOn() {
        client().submit(task("t"));
        TckClient leaving = connect();
        TckWorker worker = worker("w").lease(TckWorker.LONG);
        Future<?> waiting = client().broker.receive("w", WAIT);
        get(leaving.broker.close());

        Assignment assignment = worker.claimOne();
        assertThat(worker.complete(assignment)).isTrue();
        assertThat(receivedOutcome(client(), "t").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(waiting.failed()).isFalse();
    }

    @Test
    void whatAClientHasSubmittedIsKept() {
        client();
        TckClient leaving = connect();
        leaving.submit(task("t"));
        get(leaving.broker.close());

        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }

    @Test
    void aWorkerOfAClosedClientIsLostOnlyInItsTime() {
        client();
        TckClient leaving = connect();
        TckWorker worker = new TckWorker(leaving.broker, "w");
        worker.beat(WorkerProfile.of("w").info(), ticks(10));
        get(leaving.broker.close());

        assertThat(client().worker("w").orElseThrow().state()).isEqualTo(WorkerState.ONLINE);
        after(
                ticks(11),
                () -> assertThat(client().worker("w").orElseThrow().state()).isEqualTo(WorkerState.OFFLINE));
    }

    @Test
    void aClosedClientReceivesNothing() {
        client();
        TckClient leaving = connect();
        leaving.submit(task("t"));
        get(leaving.broker.close());
        client().cancel("t");

        forAWhile(() -> assertThat(leaving.received.outcomes).isEmpty());
    }
}
