package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.workflow.Workflows;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Tests of pausing: a paused namespace hands out no task but an approval to the worker of its id, which is how it is decided, and
 * every other operation continues.
 */
public abstract class PauseTck extends BrokerTck {
    private void pause() {
        get(client().broker.pause());
    }

    private void resume() {
        get(client().broker.resume());
    }

    @Test
    void claimsGiveNothing() {
        client().submit(task("t"));
        pause();

        assertThat(worker("w").claim(1)).isEmpty();
        assertThat(client().stats().queued()).isEqualTo(1);
    }

    @Test
    void claimsGiveTasksAgainAfterwards() {
        client().submit(task("t"));
        pause();
        TckWorker worker = worker("w").idle();
        resume();

        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void theStatsShowThePause() {
        assertThat(client().stats().paused()).isFalse();
        pause();
        assertThat(connect().stats().paused()).isTrue();
        resume();
        assertThat(connect().stats().paused()).isFalse();
    }

    @Test
    void aPauseAppliesToEveryClient() {
        get(connect().broker.pause());
        TckClient other = connect();
        other.submit(task("t"));

        assertThat(worker(other, WorkerProfile.of("w")).claim(1)).isEmpty();
    }

    @Test
    void aReportCountsButClaimsNothing() {
        client().submit(tasks("1", "2"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        pause();

        assertThat(worker.renew(running)).isEqualTo(Renewal.HELD);
        ReportReply reply = get(client().broker
                .report(
                        List.of(TckWorker.completed(running, "done")),
                        Optional.of(ClaimRequest.of("w", 1, TckWorker.LONG))));
        assertThat(reply.accepted()).containsExactly(true);
        assertThat(reply.claimed()).isEmpty();
    }

    @Test
    void waitingWorkersAreWokenWhenItIsOver() {
        pause();
        TckWorker worker = worker("w").idle();
        client().submit(task("t"));
        worker.receiveAll();
        resume();

        assertThat(worker.receive()).contains(WorkerSignal.WorkAvailable.INSTANCE);
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    private static Task approval(String id) {
        return task(id).type(Workflows.APPROVAL_TYPE).retry(RetryPolicy.NONE).placement(Placement.worker(id));
    }

    private TckWorker decider(String id) {
        return worker(WorkerProfile.of(id).types(Workflows.APPROVAL_TYPE));
    }

    @Test
    void anApprovalIsHandedToTheWorkerOfItsIdAndDecided() {
        assumeTrue(broker().workersDecide(), "needs a client that decides as a worker");
        client().submit(approval("run/ask"), task("next").placement(Placement.worker("run/ask")), task("other"));
        pause();
        TckWorker decider = decider("run/ask");

        assertThat(worker("w").claim(5)).isEmpty();
        List<Assignment> given = decider.claim(5);
        assertThat(given).extracting(each -> each.lease().taskId()).containsExactly("run/ask");
        assertThat(decider.claim(5)).isEmpty();
        assertThat(decider.report(TckWorker.completed(given.get(0), "yes"))).isTrue();
        assertThat(client().outcome("run/ask").isCompleted()).isTrue();
        assertThat(client().stats().queued()).isEqualTo(2);
        resume();
        assertThat(decider.claimIds(5)).containsExactly("next");
        assertThat(worker("v").claimIds(5)).containsExactly("other");
    }

    @Test
    void noOtherTaskOfTheTypeOfApprovalsIsHandedOut() {
        assumeTrue(broker().workersDecide(), "needs a client that decides as a worker");
        Allowance allowance = Allowance.of("team").total(Budget.cost("1"));
        client().submit(
                        task("anywhere").type(Workflows.APPROVAL_TYPE),
                        approval("paid").allowance(allowance),
                        approval("first").priority(9).placement(Placement.worker("second")),
                        approval("second"),
                        task("work").placement(Placement.worker("work")));
        pause();

        assertThat(decider("anywhere").claim(5)).isEmpty();
        assertThat(decider("paid").claim(5)).isEmpty();
        assertThat(decider("second").claim(5)).isEmpty();
        assertThat(worker("work").claim(5)).isEmpty();
    }

    @Test
    void aPauseOfAPausedNamespaceChangesNothing() {
        pause();
        pause();
        resume();

        assertThat(client().stats().paused()).isFalse();
    }

    @Test
    void aResumeWithoutAPauseChangesNothing() {
        client().submit(task("t"));
        resume();

        assertThat(client().stats().paused()).isFalse();
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }
}
