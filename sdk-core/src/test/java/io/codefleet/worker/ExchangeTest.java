package io.codefleet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final List<Call> calls = new ArrayList<>();
    private final FakeParty party = new FakeParty();
    private final Exchange exchange = new Exchange(broker(), "w", Duration.ofSeconds(30), party);

    /** A claim, alone or with reports. */
    private record Call(Optional<ClaimRequest> claim, Promise<ReportReply> answer) {
        Optional<Set<String>> held() {
            return claim.flatMap(ClaimRequest::held);
        }

        void gives(String... taskIds) {
            List<Assignment> claimed = new ArrayList<>();
            for (String id : taskIds) {
                claimed.add(new Assignment(lease(id), Task.of("x").id(id), 0, Optional.empty()));
            }
            answer.complete(new ReportReply(List.of(), claimed));
        }
    }

    private static BrokerUnavailableException away() {
        return new BrokerUnavailableException("away", null);
    }

    private static Lease lease(String taskId) {
        return new Lease(taskId, 1, 1, "w");
    }

    private Broker broker() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (self, method, arguments) -> {
                    Promise<ReportReply> answer = Promise.promise();
                    if (method.getName().equals("claim")) {
                        calls.add(new Call(Optional.of((ClaimRequest) arguments[0]), answer));
                        return answer.future().map(ReportReply::claimed);
                    }
                    Optional<?> claim = (Optional<?>) arguments[1];
                    calls.add(new Call(claim.map(ClaimRequest.class::cast), answer));
                    int reports = ((List<?>) arguments[0]).size();
                    return answer.future().map(reply -> accepted(reports, reply));
                });
    }

    private static ReportReply accepted(int reports, ReportReply reply) {
        return new ReportReply(Collections.nCopies(reports, true), reply.claimed());
    }

    /** A worker whose later turns and timers are run by the test. */
    private static final class FakeParty implements Exchange.Party {
        private final Queue<Runnable> later = new ArrayDeque<>();
        private final Set<String> held = new HashSet<>();
        private int slots = 2;

        @Override
        public int freeSlots() {
            return slots - held.size();
        }

        @Override
        public Set<String> held() {
            return Set.copyOf(held);
        }

        @Override
        public void assigned(List<Assignment> assignments) {
            assignments.forEach(assignment -> held.add(assignment.lease().taskId()));
        }

        @Override
        public void answered(AttemptReport report, boolean accepted) {
            held.remove(report.lease().taskId());
        }

        @Override
        public void onContext(Runnable action) {
            action.run();
        }

        @Override
        public void later(Runnable action) {
            later.add(action);
        }

        @Override
        public long setTimer(long millis, Runnable action) {
            later.add(action);
            return 0;
        }

        void runLater() {
            for (Runnable action = later.poll(); action != null; action = later.poll()) {
                action.run();
            }
        }
    }

    private void loseTheAnswerOfAClaim() {
        exchange.wantTasks();
        calls.get(0).answer().fail(away());
        party.runLater();
        assertThat(calls).hasSize(2);
    }

    @Test
    void afterALostAnswerTheNextClaimTellsWhatIsHeld() {
        party.held.add("held");
        loseTheAnswerOfAClaim();
        assertThat(calls.get(1).held()).contains(Set.of("held"));
    }

    @Test
    void aClaimThatMayBeHandedThingsAgainGoesAlone() {
        party.held.add("done");
        loseTheAnswerOfAClaim();
        party.slots = 8;
        exchange.report(new AttemptReport.Released(lease("done")));
        party.runLater();
        exchange.wantTasks();

        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).claim()).isEmpty();
    }

    @Test
    void whenItHasToldTheOthersClaimAgain() {
        loseTheAnswerOfAClaim();
        party.slots = 8;
        exchange.wantTasks();
        calls.get(1).gives("again");

        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).claim()).isPresent();
        assertThat(calls.get(2).held()).isEmpty();
        assertThat(party.held).containsExactly("again");
    }

    @Test
    void aReportThatIsUnansweredIsMadeAgain() {
        exchange.report(new AttemptReport.Released(lease("t")));
        party.runLater();
        calls.get(0).answer().fail(away());
        assertThat(exchange.isQuiet()).isFalse();
        party.runLater();
        assertThat(calls).hasSize(2);
        calls.get(1).gives();
        assertThat(exchange.isQuiet()).isTrue();
    }
}
