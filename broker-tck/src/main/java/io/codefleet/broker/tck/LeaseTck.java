package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The right to run a task: one worker at a time has it, for as long as it renews it. */
public abstract class LeaseTck extends BrokerTck {
    @Test
    void aTaskIsGivenOnce() {
        client().submit(task("t"));

        assertThat(worker("a").claimIds(1)).containsExactly("t");
        assertThat(worker("b").claim(1)).isEmpty();
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void aClaimGivesAtMostWhatItAskedFor() {
        client().submit(many("t", 5));

        TckWorker worker = worker("w");
        assertThat(worker.claimIds(3)).containsExactly("t0", "t1", "t2");
        assertThat(worker.claimIds(3)).containsExactly("t3", "t4");
        assertThat(worker.claim(3)).isEmpty();
    }

    @Test
    void anAssignmentHasItsTaskAndItsLease() {
        Task task = task("t").type("review").requires("git").priority(3);
        client().submit(task);

        Assignment assignment = worker(WorkerProfile.of("w").offers("git")).claimOne();

        assertThat(assignment.task()).isEqualTo(task);
        assertThat(assignment.failures()).isZero();
        Lease lease = assignment.lease();
        assertThat(lease.taskId()).isEqualTo("t");
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(lease.workerId()).isEqualTo("w");
    }

    @Test
    void anUnregisteredWorkerIsGivenNothing() {
        client().submit(task("t"));

        assertThat(new TckWorker(client().broker, "unknown").claim(1)).isEmpty();
        TckWorker left = worker("left");
        left.leave();
        assertThat(left.claim(1)).isEmpty();
    }

    @Test
    void attemptsAreCountedAndTokensGrow() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        long last = Long.MIN_VALUE;
        for (int attempt = 1; attempt <= 4; attempt++) {
            Assignment assignment = worker.claimOne();
            assertThat(assignment.lease().attempt()).isEqualTo(attempt);
            assertThat(assignment.lease().token()).isGreaterThan(last);
            last = assignment.lease().token();
            worker.release(assignment);
        }
    }

    @Test
    void tokensGrowEvenForAReusedTaskId() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        worker.complete(first);
        get(client().broker.purge(TaskQuery.ALL, 10));
        client().submit(task("t").prompt("something else"));

        Assignment second = worker.claimOne();
        assertThat(second.lease().token()).isGreaterThan(first.lease().token());
        assertThat(worker.renew(first)).isEqualTo(Renewal.LOST);
    }

    @Test
    void aRenewedLeaseLastsOn() {
        client().submit(task("t"));
        TckWorker worker = worker("w").lease(ticks(5));
        Assignment assignment = worker.claimOne();
        for (int i = 0; i < 3; i++) {
            advance(ticks(3));
            assertThat(worker.renew(assignment)).isEqualTo(Renewal.HELD);
            runMaintenance();
        }
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
        assertThat(worker.complete(assignment)).isTrue();
    }

    @Test
    void renewalsAnswerInTheOrderOfTheLeases() {
        client().submit(tasks("a", "b", "c"));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(3);
        worker.complete(claimed.get(1));
        client().cancel("c");

        List<Lease> leases = claimed.stream().map(Assignment::lease).toList();
        assertThat(get(client().broker.renew(leases, TckWorker.LONG)))
                .containsExactly(Renewal.HELD, Renewal.LOST, Renewal.CANCEL_REQUESTED);
        assertThat(get(client().broker.renew(List.of(), TckWorker.LONG))).isEmpty();
    }

    @Test
    void theLeaseOfAnUnknownTaskIsLost() {
        worker("w");
        Lease lease = new Lease("unknown", 1, 1, "w");

        assertThat(get(client().broker.renew(List.of(lease), TckWorker.LONG))).containsExactly(Renewal.LOST);
        assertThat(worker("w").report(new AttemptReport.Released(lease))).isFalse();
    }

    @Test
    void aTaskWhoseLeaseRanOutIsQueuedAgain() {
        client().submit(task("t"));
        worker("lost").lease(ticks(1)).claimOne();

        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        Assignment next = worker("w").claimOne();
        assertThat(next.lease().attempt()).isEqualTo(2);
        assertThat(next.failures()).isEqualTo(1);
        assertThat(client().find("t").history()).hasSize(2).first().satisfies(lost -> {
            assertThat(lost.workerId()).isEqualTo("lost");
            assertThat(lost.end()).contains(AttemptInfo.End.LOST);
            assertThat(lost.error())
                    .hasValueSatisfying(error -> assertThat(error.kind()).isEqualTo(ErrorKind.WORKER_LOST));
        });
    }

    @Test
    void aLateReportIsRefused() {
        Assignment late = lostLease();

        TckWorker lost = new TckWorker(client().broker, "lost");
        assertThat(lost.renew(late)).isEqualTo(Renewal.LOST);
        assertThat(lost.complete(late)).isFalse();
        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void aLateReportDoesNotHarmTheNextAttempt() {
        Assignment late = lostLease();
        TckWorker next = worker("next");
        Assignment running = next.claimOne();

        TckWorker lost = new TckWorker(client().broker, "lost");
        assertThat(lost.complete(late, "too late")).isFalse();
        assertThat(lost.fail(late)).isFalse();
        assertThat(lost.release(late)).isFalse();
        assertThat(lost.cancelled(late, "never asked for")).isFalse();

        assertThat(next.renew(running)).isEqualTo(Renewal.HELD);
        assertThat(next.complete(running, "in time")).isTrue();
        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo("in time");
    }

    private Assignment lostLease() {
        client().submit(task("t"));
        Assignment late = worker("lost").lease(ticks(1)).claimOne();
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        return late;
    }

    @Test
    void aReportWithAnotherTokenIsRefused() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Lease lease = worker.claimOne().lease();

        for (long wrong : new long[] {lease.token() - 1, lease.token() + 1}) {
            Lease forged = new Lease("t", lease.attempt(), wrong, "w");
            assertThat(worker.report(new AttemptReport.Released(forged))).isFalse();
            assertThat(get(client().broker.renew(List.of(forged), TckWorker.LONG)))
                    .containsExactly(Renewal.LOST);
        }
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void reportsAnswerInTheirOrder() {
        client().submit(tasks("a", "b", "c"));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(3);
        Lease forged = new Lease("b", 1, claimed.get(1).lease().token() + 1, "w");

        List<AttemptReport> reports = List.of(
                TckWorker.completed(claimed.get(0), "a"),
                new AttemptReport.Released(forged),
                TckWorker.failed(claimed.get(2), Optional.empty()));
        ReportReply reply = get(client().broker.report(reports, Optional.empty()));

        assertThat(reply.accepted()).containsExactly(true, false, true);
        assertThat(reply.claimed()).isEmpty();
        assertThat(client().status("a")).isEqualTo(TaskStatus.COMPLETED);
        assertThat(client().status("b")).isEqualTo(TaskStatus.RUNNING);
        assertThat(client().status("c")).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aReportClaimsTheNextTaskInTheSameStep() {
        client().submit(many("t", 4));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();

        ReportReply reply = get(client().broker
                .report(
                        List.of(TckWorker.completed(first, "done")),
                        Optional.of(ClaimRequest.of("w", 2, TckWorker.LONG))));

        assertThat(reply.accepted()).containsExactly(true);
        assertThat(TckWorker.ids(reply.claimed())).containsExactly("t1", "t2");
    }

    @Test
    void lostLeasesUseUpTheAttempts() {
        client().submit(task("t").maxAttempts(2));
        for (int attempt = 1; attempt <= 2; attempt++) {
            worker("w" + attempt).lease(ticks(1)).claimOne();
            int failures = attempt;
            after(
                    ticks(2),
                    () -> assertThat(client().find("t").summary().failures()).isEqualTo(failures));
        }

        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.WORKER_LOST);
        assertThat(client().failure("t").error().workerId()).contains("w2");
        assertThat(client().failure("t").attempts()).isEqualTo(2);
        assertThat(client().listIds(TaskQuery.ALL.status(TaskStatus.FAILED))).containsExactly("t");
        assertThat(worker("w").claim(1)).isEmpty();
    }

    @Test
    void assignmentsOfALostClaimAnswerAreHandedOutAgain() {
        client().submit(tasks("a", "b", "c"));
        TckWorker worker = worker("w");
        List<Assignment> lostAnswer = worker.claim(2);

        List<Assignment> again = worker.recover(3, Set.of());

        assertThat(again).hasSize(3).containsAll(lostAnswer);
        assertThat(again.get(2).lease().taskId()).isEqualTo("c");
    }

    @Test
    void leasesThatAWorkerHoldsAreNotHandedOutAgain() {
        client().submit(tasks("a", "b"));
        TckWorker worker = worker("w");
        worker.claim(2);

        assertThat(TckWorker.ids(worker.recover(5, Set.of("a")))).containsExactly("b");
        assertThat(worker.recover(5, Set.of("a", "b"))).isEmpty();
    }

    @Test
    void leasesOfOthersAreNotHandedOutAgain() {
        client().submit(task("t"));
        worker("other").claimOne();

        assertThat(worker("w").recover(5, Set.of())).isEmpty();
    }

    /** The earlier process still runs them. */
    @Test
    void leasesOfAnEarlierProcessOfTheWorkerAreNotHandedOutAgain() {
        client().submit(tasks("a", "b"));
        TckWorker worker = new TckWorker(client().broker, "w");
        WorkerInfo first = WorkerProfile.of("w").info();
        worker.beat(first, TckWorker.LONG);
        Assignment ofEarlier = worker.claimOne();
        worker.beat(
                first.toBuilder().startedAt(first.startedAt().plusSeconds(1)).build(), TckWorker.LONG);

        assertThat(TckWorker.ids(worker.recover(1, Set.of()))).containsExactly("b");
        assertThat(TckWorker.ids(worker.recover(1, Set.of()))).containsExactly("b");
        assertThat(worker.complete(ofEarlier)).isTrue();
    }

    @Test
    void leasesOfAWorkerThatWasOfflineAreHandedOutAgain() {
        client().submit(task("t"));
        TckWorker worker = new TckWorker(client().broker, "w");
        worker.beat(WorkerProfile.of("w").info(), ticks(2));
        Assignment assignment = worker.claimOne();
        after(
                ticks(3),
                () -> assertThat(client().worker("w").orElseThrow().state()).isEqualTo(WorkerState.OFFLINE));
        worker.beat(WorkerProfile.of("w").info(), TckWorker.LONG);

        assertThat(worker.recover(1, Set.of())).containsExactly(assignment);
    }

    @Test
    void aWorkerThatLeftMayStillReport() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        worker.leave();

        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
        assertThat(worker.complete(assignment)).isTrue();
        assertThat(client().status("t")).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void leasesOfAWorkerThatLeftEndByThemselves() {
        client().submit(task("t"));
        TckWorker worker = worker("w").lease(ticks(1));
        worker.claimOne();
        worker.leave();

        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
    }

    @Test
    void manyLeasesThatRanOutAtOnceAreAllEnded() {
        client().submit(many("t", 1200));
        assertThat(worker("lost").lease(ticks(10)).claim(1200)).hasSize(1200);

        after(ticks(11), () -> assertThat(client().stats().queued()).isEqualTo(1200));
        assertThat(client().stats().running()).isZero();
    }

    /** A broker may end it by itself, but its answers must agree with what it does. */
    @Test
    void anExpiredLeaseIsHeldUntilMaintenanceHasEndedIt() {
        client().submit(task("t"));
        TckWorker worker = worker("w").lease(ticks(1));
        Assignment assignment = worker.claimOne();
        advance(ticks(2));

        boolean held = worker.lease(TckWorker.LONG).renew(assignment) == Renewal.HELD;
        runMaintenance();
        assertThat(worker.complete(assignment)).isEqualTo(held);
    }
}
