package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditAction;
import io.codefleet.AuditQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.StorageLimits;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.SubmitReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of repeated calls: a call whose answer was lost is sent again, and has no further effect. */
public abstract class IdempotencyTck extends BrokerTck {
    /** Reports twice; the second report must be accepted like the first, and change nothing. */
    private void reportTwice(TckWorker worker, AttemptReport report) {
        assertThat(worker.report(report)).isTrue();
        String id = report.lease().taskId();
        TaskInfo before = client().find(id);
        FleetStats numbers = client().stats();
        List<FleetEvent.TaskEvent.Kind> events = client().eventsOf(id);

        assertThat(worker.report(report)).isTrue();
        assertThat(client().find(id)).isEqualTo(before);
        assertThat(client().eventsOf(id)).isEqualTo(events);
        FleetStats now = client().stats();
        assertThat(List.of(now.queued(), now.delayed(), now.running(), now.completed(), now.failed(), now.cancelled()))
                .containsExactly(
                        numbers.queued(),
                        numbers.delayed(),
                        numbers.running(),
                        numbers.completed(),
                        numbers.failed(),
                        numbers.cancelled());
    }

    private Assignment claimed(TckWorker worker) {
        client().submit(task("t"));
        return worker.claimOne();
    }

    @Test
    void aSubmit() {
        for (int i = 0; i < 2; i++) {
            assertThat(get(client().broker.submit(many("t", 3)))).containsOnly(SubmitReply.Accepted.INSTANCE);
        }
        assertThat(client().stats().submitted()).isEqualTo(3);
        assertThat(client().eventsOf("t0")).hasSize(1);
        assertThat(worker("w").claimIds(10)).containsExactly("t0", "t1", "t2");
    }

    @Test
    void aSubmitOfADelayedTask() {
        client().submit(task("t").delay(ticks(500)));
        Instant due = client().find("t").summary().dueAt().orElseThrow();
        advance(ticks(1));
        client().submit(task("t").delay(ticks(500)));

        assertThat(client().find("t").summary().dueAt()).contains(due);
        assertThat(client().stats().delayed()).isEqualTo(1);
    }

    @Test
    void aSubmitThatFilledTheQueue() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(3);
        List<SubmitReply> first = get(client().broker.submit(many("t", 5)));
        List<SubmitReply> second = get(client().broker.submit(many("t", 5)));

        assertThat(second.subList(0, 3)).isEqualTo(first.subList(0, 3)).containsOnly(SubmitReply.Accepted.INSTANCE);
        assertThat(second.subList(3, 5)).allMatch(SubmitReply.Refused.class::isInstance);
    }

    @Test
    void aFollow() {
        client().submit(tasks("ended", "open"));
        client().cancel("ended");
        TckClient other = connect();
        List<String> ids = List.of("ended", "open", "unknown");
        FollowReply first = get(other.broker.follow(ids));

        assertThat(get(other.broker.follow(ids))).isEqualTo(first);
        client().cancel("open");
        assertThat(receivedOutcome(other, "open")).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aWatch() {
        get(client().broker.watchProgress("t"));
        get(client().broker.watchProgress("t"));
        Assignment running = claimed(worker("w"));
        Progress progress = progress("once");
        get(client().broker.progress(running.lease(), progress));
        soon(() -> assertThat(client().received.progress).isNotEmpty());
        forAWhile(() -> assertThat(client().received.progress).containsExactly(progress));

        get(client().broker.unwatchProgress("t"));
        get(client().broker.unwatchProgress("t"));
        get(client().broker.progress(running.lease(), progress("again")));
        forAWhile(() -> assertThat(client().received.progress).containsExactly(progress));
    }

    @Test
    void aWatchOfLogs() {
        LogLines lines = new LogLines("w", List.of("{}"), 3);
        assertThat(get(client().broker.log(lines))).as("somebody watches").isFalse();
        get(client().broker.watchLogs());
        get(client().broker.watchLogs());
        assertThat(get(client().broker.log(lines))).as("somebody watches").isTrue();
        soon(() -> assertThat(client().received.logs).isNotEmpty());
        forAWhile(() -> assertThat(client().received.logs).containsExactly(lines));

        get(client().broker.unwatchLogs());
        get(client().broker.unwatchLogs());
        soon(() -> assertThat(get(client().broker.log(lines))).isFalse());
    }

    private static Progress progress(String text) {
        return new Progress("t", 1, Instant.parse("2026-01-02T03:04:05Z"), "text", text, Map.of());
    }

    @Test
    void aProgress() {
        Assignment running = claimed(worker("w"));
        get(client().broker.progress(running.lease(), progress("same")));
        get(client().broker.progress(running.lease(), progress("same")));

        assertThat(client().find("t").progress()).contains(progress("same"));
    }

    @Test
    void aClaimThatListsHeldTasks() {
        client().submit(tasks("held", "a", "b", "c"));
        TckWorker worker = worker("w");
        worker.claimOne();
        List<Assignment> first = worker.recover(2, Set.of("held"));

        assertThat(TckWorker.ids(first)).containsExactly("a", "b");
        assertThat(worker.recover(2, Set.of("held"))).containsExactlyInAnyOrderElementsOf(first);
        assertThat(client().stats().running()).isEqualTo(3);
        assertThat(client().eventsOf("a")).hasSize(2);
    }

    @Test
    void aRenewal() {
        TckWorker worker = worker("w");
        Assignment running = claimed(worker);

        assertThat(worker.renew(running)).isEqualTo(Renewal.HELD);
        assertThat(worker.renew(running)).isEqualTo(Renewal.HELD);
        client().cancel("t");
        assertThat(worker.renew(running)).isEqualTo(Renewal.CANCEL_REQUESTED);
        assertThat(worker.renew(running)).isEqualTo(Renewal.CANCEL_REQUESTED);
    }

    @Test
    void aReportOfAResult() {
        TckWorker worker = worker("w");
        reportTwice(worker, TckWorker.completed(claimed(worker), "done"));
    }

    @Test
    void aReportOfAFailure() {
        TckWorker worker = worker("w");
        reportTwice(worker, TckWorker.failed(claimed(worker), Optional.empty()));
    }

    @Test
    void aReportOfAFailureThatIsRetried() {
        TckWorker worker = worker("w");
        reportTwice(worker, TckWorker.failed(claimed(worker), Optional.of(ticks(500))));
        assertThat(client().find("t").summary().failures()).isEqualTo(1);
    }

    @Test
    void aReportOfATaskHandedBack() {
        TckWorker worker = worker("w");
        reportTwice(worker, new AttemptReport.Released(claimed(worker).lease()));
        assertThat(worker.claimIds(5)).containsExactly("t");
    }

    @Test
    void aReportOfACancel() {
        TckWorker worker = worker("w");
        Assignment running = claimed(worker);
        client().cancel("t");
        reportTwice(worker, new AttemptReport.Cancelled(running.lease(), "no longer needed"));
    }

    @Test
    void aReportWithTheSameTokenButAnotherText() {
        TckWorker worker = worker("w");
        Assignment assignment = claimed(worker);
        worker.complete(assignment, "first");
        worker.complete(assignment, "second");
        worker.fail(assignment);

        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo("first");
        assertThat(client().stats().failed()).isZero();
    }

    @Test
    void aReportAfterTheNextAttemptHasBegun() {
        TckWorker worker = worker("w");
        Assignment first = claimed(worker);
        worker.release(first);
        Assignment second = worker.claimOne();
        worker.release(first);

        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
        assertThat(worker.renew(second)).isEqualTo(Renewal.HELD);
        assertThat(worker.complete(second)).isTrue();
    }

    @Test
    void aReportThatClaimsAndListsHeldTasks() {
        client().submit(tasks("1", "2", "3"));
        TckWorker worker = worker("w");
        Assignment done = worker.claimOne();
        List<AttemptReport> reports = List.of(TckWorker.completed(done, "done"));
        Optional<ClaimRequest> next = Optional.of(new ClaimRequest("w", 1, TckWorker.LONG, Optional.of(Set.of())));
        ReportReply first = get(client().broker.report(reports, next));

        assertThat(TckWorker.ids(first.claimed())).containsExactly("2");
        assertThat(get(client().broker.report(reports, next))).isEqualTo(first);
        assertThat(client().stats().queued()).isEqualTo(1);
    }

    @Test
    void aCancelOfAWaitingTask() {
        client().submit(task("t"));
        client().cancel("t");
        TaskInfo first = client().find("t");
        client().cancel("t");

        assertThat(client().find("t")).isEqualTo(first);
        assertThat(client().stats().cancelled()).isEqualTo(1);
    }

    @Test
    void aCancelOfARunningTask() {
        TckWorker worker = worker("w");
        Assignment running = claimed(worker);

        assertThat(client().cancel("t")).isEqualTo(client().cancel("t"));
        assertThat(client().eventsOf("t")).containsOnlyOnce(FleetEvent.TaskEvent.Kind.CANCEL_REQUESTED);
        assertThat(worker.renew(running)).isEqualTo(Renewal.CANCEL_REQUESTED);
    }

    @Test
    void aHeartbeat() {
        for (int i = 0; i < 2; i++) {
            new TckWorker(client().broker, "w").beat(WorkerProfile.of("w").info(), Duration.ofHours(1));
        }
        assertThat(get(client().broker.workers())).hasSize(1);
        assertThat(client().eventsOfWorker("w")).hasSize(1);
    }

    @Test
    void anUnregister() {
        TckWorker worker = worker("w");
        worker.leave();
        worker.leave();

        assertThat(client().eventsOfWorker("w"))
                .containsExactly(FleetEvent.WorkerEvent.Kind.JOINED, FleetEvent.WorkerEvent.Kind.LEFT);
    }

    @Test
    void aReportSentAgainIsAcceptedWhenTheNextAttemptHasBegun() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        worker.release(first);
        Assignment second = worker.claimOne();

        assertThat(worker.release(first)).isTrue();
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
        assertThat(client().find("t").history()).hasSize(2);
        assertThat(worker.complete(second)).isTrue();
    }

    @Test
    void aReportSentAgainIsRefusedWhenALaterAttemptHasReported() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        worker.release(first);
        Assignment second = worker.claimOne();
        worker.release(second);
        assertThat(worker.release(first)).isFalse();

        worker.complete(worker.claimOne());
        assertThat(worker.release(second)).isFalse();
    }

    @Test
    void aPurgeOfDeadLetters() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.fail(worker.claimOne());
        AuditQuery purges = AuditQuery.ALL.actions(AuditAction.PURGED);

        assertThat(get(client().broker.purgeDeadLetters(List.of("t")))).isOne();
        assertThat(get(client().broker.purgeDeadLetters(List.of("t")))).isZero();
        assertThat(get(client().broker.audit(purges)).items()).hasSize(1);
        client().submit(task("t"));
        assertThat(get(client().broker.purgeDeadLetters(List.of("t")))).isZero();
        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
    }
}
