package io.codefleet.control.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.WorkerCommand;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.log.remote.NumberedSignals.Batch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class WorkerMailboxesTest {
    private static final List<WorkerSignal> SIGNALS =
            List.of(new WorkerSignal.CommandReceived(WorkerCommand.of(WorkerCommand.DRAIN)));

    private final WorkerMailboxes mailboxes = new WorkerMailboxes();

    /** A broker that receives signals only. */
    private static Broker receiving(Function<String, Future<List<WorkerSignal>>> signals) {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("receive");
                    return signals.apply((String) arguments[0]);
                });
    }

    private Future<Batch> receive(String workerId, Broker broker, long last) {
        return mailboxes.receive(workerId, broker, Duration.ZERO, last);
    }

    @Test
    void idsForWhichNothingComesTakeNoRoom() {
        Broker broker = receiving(id -> Future.succeededFuture(List.of()));
        for (int i = 0; i < 1000; i++) {
            assertThat(receive("made-up-" + i, broker, 0).result().signals()).isEmpty();
        }
        assertThat(mailboxes.size()).isZero();
    }

    @Test
    void idsWhoseReceiveFailsTakeNoRoom() {
        Broker broker = receiving(id -> Future.failedFuture("refused"));
        assertThat(receive("made-up", broker, 0).failed()).isTrue();
        assertThat(mailboxes.size()).isZero();
    }

    @Test
    void signalsThatNobodyAcknowledgesAreBounded() {
        Broker broker = receiving(id -> Future.succeededFuture(SIGNALS));
        for (int i = 0; i < WorkerMailboxes.MAX_KEPT + 1000; i++) {
            assertThat(receive("w" + i, broker, 0).result().signals()).isEqualTo(SIGNALS);
        }
        assertThat(mailboxes.size()).isEqualTo(WorkerMailboxes.MAX_KEPT);
    }

    @Test
    void signalsAreKeptUntilTheWorkerHasThem() {
        Broker once = receiving(id -> Future.succeededFuture(SIGNALS));
        Broker nothing = receiving(id -> Future.succeededFuture(List.of()));
        Batch first = receive("w", once, 0).result();
        assertThat(receive("w", nothing, 0).result()).isEqualTo(first);
        assertThat(mailboxes.size()).isEqualTo(1);
        assertThat(receive("w", once, first.number()).result().number()).isNotEqualTo(first.number());
    }

    @Test
    void aWaitIsUnderWayOnceHoweverManyAskForIt() {
        Promise<List<WorkerSignal>> arrival = Promise.promise();
        int[] asked = {0};
        Broker broker = receiving(id -> {
            asked[0]++;
            return arrival.future();
        });
        Future<Batch> first = mailboxes.receive("w", broker, Duration.ofMinutes(1), 0);
        Future<Batch> second = mailboxes.receive("w", broker, Duration.ofMinutes(1), 0);
        assertThat(first.result().signals()).isEmpty();
        assertThat(mailboxes.size()).isEqualTo(1);
        arrival.complete(SIGNALS);
        assertThat(second.result().signals()).isEqualTo(SIGNALS);
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void aWorkerThatHasLeftIsForgotten() {
        receive("w", receiving(id -> Future.succeededFuture(SIGNALS)), 0);
        mailboxes.forget("w", mailboxes.held("w"));
        assertThat(mailboxes.size()).isZero();
    }

    @Test
    void whatCameForTheNextWorkerOfTheIdStaysWhenTheEarlierIsForgotten() {
        Broker once = receiving(id -> Future.succeededFuture(SIGNALS));
        Broker nothing = receiving(id -> Future.succeededFuture(List.of()));
        Batch ofTheEarlier = receive("w", once, 0).result();
        long heldAsItLeft = mailboxes.held("w");
        Batch ofTheNext = receive("w", once, ofTheEarlier.number()).result();
        mailboxes.forget("w", heldAsItLeft);

        assertThat(receive("w", nothing, 0).result()).isEqualTo(ofTheNext);
    }

    @Test
    void whatAWaitOfTheEarlierWorkerBringsLateReachesTheNextOfTheId() {
        Promise<List<WorkerSignal>> arrival = Promise.promise();
        Future<Batch> ofTheEarlier =
                mailboxes.receive("w", receiving(id -> arrival.future()), Duration.ofMinutes(1), 0);
        mailboxes.forget("w", mailboxes.held("w"));
        assertThat(ofTheEarlier.result().signals()).isEmpty();

        arrival.complete(SIGNALS);
        Broker nothing = receiving(id -> Future.succeededFuture(List.of()));
        assertThat(receive("w", nothing, 0).result().signals()).isEqualTo(SIGNALS);
    }

    @Test
    void aMailboxToWhichTheBrokerBringsNothingLateTakesNoRoom() {
        Promise<List<WorkerSignal>> arrival = Promise.promise();
        mailboxes.receive("w", receiving(id -> arrival.future()), Duration.ofMinutes(1), 0);
        mailboxes.forget("w", 0);
        assertThat(mailboxes.size()).isEqualTo(1);
        arrival.complete(List.of());
        assertThat(mailboxes.size()).isZero();
    }

    @Test
    void theWaitOfALostConnectionEndsUnlessALaterOneHasReplacedIt() {
        Promise<List<WorkerSignal>> arrival = Promise.promise();
        Broker broker = receiving(id -> arrival.future());
        Future<Batch> lost = mailboxes.receive("w", broker, Duration.ofMinutes(1), 0);
        mailboxes.endWait("w", lost);
        assertThat(lost.result().signals()).isEmpty();
        Future<Batch> next = mailboxes.receive("w", broker, Duration.ofMinutes(1), 0);
        mailboxes.endWait("w", lost);

        assertThat(next.isComplete()).isFalse();
        arrival.complete(SIGNALS);
        assertThat(next.result().signals()).isEqualTo(SIGNALS);
    }
}
