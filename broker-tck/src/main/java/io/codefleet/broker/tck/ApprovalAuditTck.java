package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.ErrorKind;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.broker.ApprovalDecision;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.workflow.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the audit of approvals: the report that decides one writes its entry. */
public abstract class ApprovalAuditTck extends BrokerTck {
    /** A reason with what a line or a separator of a stored form may not contain. */
    private static final String REASON = "no: it drops \"orders\" — 100 % of them\n+ more";

    /** Decides an approval as the client of a person does: it acts as the worker on which the task is placed. */
    static boolean decide(Broker broker, String id, boolean approves, String by, String reason) {
        get(broker.submit(List.of(task(id).type(Workflows.APPROVAL_TYPE).retry(RetryPolicy.NONE))));
        TckWorker worker = new TckWorker(broker, id + "-decider");
        worker.beat(WorkerProfile.of(worker.id).types(Workflows.APPROVAL_TYPE).info(), Duration.ofHours(2));
        AttemptReport report = decision(worker.claimOne(), approves, by, reason);
        boolean accepted = worker.report(report);
        worker.leave();
        return accepted;
    }

    @BeforeEach
    void assumeWorkersDecide() {
        assumeTrue(broker().workersDecide(), "needs a client that decides as a worker");
    }

    private static AttemptReport decision(Assignment assignment, boolean approves, String by, String reason) {
        if (approves) {
            return new AttemptReport.Completed(
                    assignment.lease(), TaskResult.text(reason).data(ApprovalDecision.data(true, by, reason)));
        }
        TaskError error = TaskError.of(ErrorKind.PERMANENT, "rejected by " + by)
                .details(ApprovalDecision.data(false, by, reason));
        return new AttemptReport.Failed(assignment.lease(), error, Optional.empty());
    }

    /** Returns a reason as the audit has it, which holds no content if content is encrypted. */
    private Optional<String> shown(String reason) {
        return broker().options(namespace).codec().isPresent() ? Optional.empty() : Optional.of(reason);
    }

    private List<AuditEntry> decisions() {
        return get(client().broker.audit(AuditQuery.ALL.actions(AuditAction.APPROVED, AuditAction.REJECTED)))
                .items();
    }

    private AuditEntry onlyDecision() {
        List<AuditEntry> entries = decisions();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @Test
    void anApprovalNamesItsActorTaskAndReason() {
        Broker ann = connectAs("ann").broker;
        assertThat(decide(ann, "run/ask", true, "ann", REASON)).isTrue();

        AuditEntry entry = onlyDecision();
        assertThat(entry.actor()).isEqualTo("ann");
        assertThat(entry.action()).isEqualTo(AuditAction.APPROVED);
        assertThat(entry.subjects()).containsExactly("run/ask");
        assertThat(entry.count()).isEqualTo(1);
        assertThat(entry.detail()).isEqualTo(shown(REASON));
    }

    @Test
    void aRejectionNamesItsActorTaskAndReason() {
        decide(connectAs("ann").broker, "run/ask", false, "ann", REASON);

        AuditEntry entry = onlyDecision();
        assertThat(entry.actor()).isEqualTo("ann");
        assertThat(entry.action()).isEqualTo(AuditAction.REJECTED);
        assertThat(entry.subjects()).containsExactly("run/ask");
        assertThat(entry.detail()).isEqualTo(shown(REASON));
    }

    @Test
    void theDetailNamesAPersonWhoIsNotTheActor() {
        Broker ann = connectAs("ann").broker;
        decide(ann, "a", true, "ben", "fine");
        decide(ann, "b", true, "ben", "");
        decide(ann, "c", true, "ann", "");
        decide(ann, "d", true, "ann", "-");

        assertThat(decisions())
                .extracting(AuditEntry::detail)
                .containsExactly(
                        shown("-"),
                        Optional.empty(),
                        Optional.of("by ben"),
                        Optional.of("by ben" + shown(": fine").orElse("")));
    }

    @Test
    void aLongReasonIsCut() {
        decide(connectAs("ann").broker, "a", true, "ann", "x".repeat(5000));

        assertThat(onlyDecision().detail()).isEqualTo(shown("x".repeat(ApprovalDecision.MAX_REASON)));
    }

    @Test
    void aReportWithoutTheFormOfADecisionIsWrittenToo() {
        client().submit(task("yes").type(Workflows.APPROVAL_TYPE), task("no").type(Workflows.APPROVAL_TYPE));
        TckWorker worker = worker(WorkerProfile.of("w").types(Workflows.APPROVAL_TYPE));
        worker.complete(worker.claimOne());
        worker.fail(worker.claimOne());

        assertThat(decisions())
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.REJECTED, AuditAction.APPROVED);
        assertThat(decisions()).extracting(AuditEntry::detail).containsOnly(Optional.empty());
    }

    @Test
    void aReportThatIsRefusedOrRepeatedIsNotWritten() {
        client().submit(task("a").type(Workflows.APPROVAL_TYPE));
        TckWorker worker = worker(WorkerProfile.of("w").types(Workflows.APPROVAL_TYPE));
        AttemptReport report = decision(worker.claimOne(), true, "ann", "fine");
        worker.report(report);
        worker.report(report);

        assertThat(decisions()).hasSize(1);
    }

    @Test
    void anAttemptThatIsTriedAgainDecidesNothing() {
        client().submit(task("a").type(Workflows.APPROVAL_TYPE));
        TckWorker worker = worker(WorkerProfile.of("w").types(Workflows.APPROVAL_TYPE));
        worker.failAndRetry(worker.claimOne(), Duration.ZERO);
        worker.release(worker.claimOne());

        assertThat(decisions()).isEmpty();
    }

    @Test
    void aFailureThatAsksForAnotherAttemptDecidesWhereNoneIsLeft() {
        Task ask = task("a").type(Workflows.APPROVAL_TYPE).maxAttempts(2);
        connectAs("ann").submit(ask);
        Broker ben = connectAs("ben").broker;
        TckWorker worker = new TckWorker(ben, "w");
        worker.beat(WorkerProfile.of("w").types(Workflows.APPROVAL_TYPE).info(), Duration.ofHours(2));
        worker.failAndRetry(worker.claimOne(), Duration.ZERO);
        assertThat(decisions()).isEmpty();
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "no").details(ApprovalDecision.data(false, "ann", REASON));
        worker.report(new AttemptReport.Failed(worker.claimOne().lease(), error, Optional.of(Duration.ZERO)));

        assertThat(client().status("a")).isEqualTo(TaskStatus.FAILED);
        AuditEntry entry = onlyDecision();
        assertThat(entry.actor()).isEqualTo("ben");
        assertThat(entry.action()).isEqualTo(AuditAction.REJECTED);
        assertThat(entry.subjects()).containsExactly("a");
        assertThat(entry.detail())
                .isEqualTo(Optional.of("by ann" + shown(": " + REASON).orElse("")));
    }

    @Test
    void aFailureOfAnApprovalWhoseCancelWasRequestedDecidesNothing() {
        client().submit(task("a").type(Workflows.APPROVAL_TYPE));
        TckWorker worker = worker(WorkerProfile.of("w").types(Workflows.APPROVAL_TYPE));
        Assignment running = worker.claimOne();
        client().cancel("a");
        worker.fail(running);

        assertThat(client().status("a")).isEqualTo(TaskStatus.CANCELLED);
        assertThat(decisions()).isEmpty();
    }

    @Test
    void aTaskOfAnotherTypeDecidesNothing() {
        client().submit(task("a"));
        TckWorker worker = worker("w");
        worker.report(decision(worker.claimOne(), true, "ann", "fine"));

        assertThat(decisions()).isEmpty();
    }
}
