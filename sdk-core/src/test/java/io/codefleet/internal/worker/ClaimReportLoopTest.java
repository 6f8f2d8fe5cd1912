package io.codefleet.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimReportLoopTest {
    private final List<Call> calls = new ArrayList<>();
    private final FakeParty party = new FakeParty();
    private @Nullable RuntimeException throwNext;
    private final ClaimReportLoop loop = new ClaimReportLoop(broker(), "w", Duration.ofSeconds(30), party);

    /** A claim, alone or with reports. */
    private record Call(List<AttemptReport> reports, Optional<ClaimRequest> claim, Promise<ReportReply> answer) {
        List<String> reported() {
            return reports.stream().map(report -> report.lease().taskId()).toList();
        }

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
                    RuntimeException thrown = throwNext;
                    if (thrown != null) {
                        throwNext = null;
                        throw thrown;
                    }
                    Promise<ReportReply> answer = Promise.promise();
                    if (method.getName().equals("claim")) {
                        calls.add(new Call(List.of(), Optional.of((ClaimRequest) arguments[0]), answer));
                        return answer.future().map(ReportReply::claimed);
                    }
                    Optional<?> claim = (Optional<?>) arguments[1];
                    List<AttemptReport> reports = ((List<?>) arguments[0])
                            .stream().map(AttemptReport.class::cast).toList();
                    calls.add(new Call(reports, claim.map(ClaimRequest.class::cast), answer));
                    return answer.future().map(reply -> accepted(reports.size(), reply));
                });
    }

    private static ReportReply accepted(int reports, ReportReply reply) {
        return new ReportReply(Collections.nCopies(reports, true), reply.claimed());
    }

    /** A worker whose later turns and timers are run by the test. */
    private static final class FakeParty implements ClaimReportLoop.Callbacks {
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
        loop.requestTasks();
        calls.get(0).answer().fail(away());
        party.runLater();
        assertThat(calls).hasSize(2);
    }

    @Test
    void afterALostAnswerTheNextClaimListsHeldTasks() {
        party.held.add("held");
        loseTheAnswerOfAClaim();
        assertThat(calls.get(1).held()).contains(Set.of("held"));
    }

    @Test
    void aClaimThatMayRepeatAssignmentsIsSentAlone() {
        party.held.add("done");
        loseTheAnswerOfAClaim();
        party.slots = 8;
        loop.report(new AttemptReport.Released(lease("done")));
        party.runLater();
        loop.requestTasks();

        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).claim()).isEmpty();
    }

    /** One that was sent before says nothing of what the worker holds, so that its answer brings nothing again. */
    @Test
    void anAnswerToAClaimSentBeforeTheLossDoesNotEndTheAsking() {
        loop.requestTasks();
        party.slots = 8;
        loop.requestTasks();
        assertThat(calls).hasSize(2);
        calls.get(0).answer().fail(away());
        calls.get(1).gives("other");
        party.runLater();

        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).held()).contains(Set.of("other"));
    }

    @Test
    void afterThatClaimOthersClaimAgain() {
        loseTheAnswerOfAClaim();
        party.slots = 8;
        loop.requestTasks();
        calls.get(1).gives("again");

        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).claim()).isPresent();
        assertThat(calls.get(2).held()).isEmpty();
        assertThat(party.held).containsExactly("again");
    }

    private static AttemptReport report(String taskId) {
        return new AttemptReport.Completed(lease(taskId), TaskResult.text("done"));
    }

    private static InvalidInputException refusal() {
        return new InvalidInputException("report", "cannot be stored");
    }

    private void reportTogether(String... taskIds) {
        for (String id : taskIds) {
            party.held.add(id);
            loop.report(report(id));
        }
        party.runLater();
    }

    @Test
    void reportsThatAreRefusedTogetherAreSentOneAtATime() {
        reportTogether("bad", "good");
        calls.get(0).answer().fail(refusal());

        assertThat(calls).hasSize(3);
        assertThat(calls.get(1).reported()).containsExactly("bad");
        assertThat(calls.get(2).reported()).containsExactly("good");
        calls.get(2).gives();
        calls.get(1).answer().fail(refusal());
        assertThat(party.held).containsExactly("bad");
    }

    @Test
    void aReportThatIsRefusedAloneIsReplacedByAFailureThatNamesTheReason() {
        reportTogether("bad", "good");
        calls.get(0).answer().fail(refusal());
        calls.get(2).gives();
        calls.get(1).answer().fail(refusal());
        party.runLater();

        assertThat(calls).hasSize(4);
        assertThat(calls.get(3).reports().get(0))
                .isInstanceOfSatisfying(
                        AttemptReport.Failed.class,
                        failed -> assertThat(failed.error().message()).contains("cannot be stored"));
        calls.get(3).gives();
        assertThat(loop.isQuiet()).isTrue();
    }

    @Test
    void aReportIsNotBlamedForTheClaimThatWentWithIt() {
        loop.requestTasks();
        calls.get(0).gives("a", "b");
        party.slots = 3;
        loop.report(report("a"));
        loop.requestTasks();
        assertThat(calls.get(1).reported()).containsExactly("a");
        assertThat(calls.get(1).claim()).isPresent();
        calls.get(1).answer().fail(refusal());

        assertThat(calls.get(2).reported()).containsExactly("a");
        assertThat(calls.get(2).claim()).isEmpty();
        calls.get(2).gives();
        assertThat(party.held).containsExactly("b");
    }

    @Test
    void paidWorkIsKeptWhileTheBrokerRefusesTheClient() {
        keepsPaidWorkDuring(new BrokerRefusedException("no right", null));
    }

    @Test
    void paidWorkIsKeptWhileAGatewayIsOlderThanItsNamespace() {
        keepsPaidWorkDuring(UnsupportedVersionException.ofLayout("n", 2, 1));
    }

    private void keepsPaidWorkDuring(CodefleetException refusal) {
        reportTogether("a", "b");
        calls.get(0).answer().fail(refusal);
        calls.get(1).answer().fail(refusal);
        calls.get(2).answer().fail(refusal);
        assertThat(party.held).containsExactlyInAnyOrder("a", "b");
        party.runLater();

        assertThat(calls).hasSize(5);
        calls.get(3).gives();
        calls.get(4).gives();
        assertThat(party.held).isEmpty();
        assertThat(loop.isQuiet()).isTrue();
    }

    @Test
    void aBrokerThatThrowsIsAskedAgain() {
        throwNext = new IllegalStateException("cannot be encoded");
        loop.requestTasks();
        assertThat(calls).isEmpty();
        assertThat(loop.isQuiet()).isTrue();
        party.runLater();
        assertThat(calls).hasSize(1);
        calls.get(0).gives("a");
        assertThat(party.held).containsExactly("a");
    }

    @Test
    void aReportThatIsUnansweredIsMadeAgain() {
        loop.report(new AttemptReport.Released(lease("t")));
        party.runLater();
        calls.get(0).answer().fail(away());
        assertThat(loop.isQuiet()).isFalse();
        party.runLater();
        assertThat(calls).hasSize(2);
        calls.get(1).gives();
        assertThat(loop.isQuiet()).isTrue();
    }
}
