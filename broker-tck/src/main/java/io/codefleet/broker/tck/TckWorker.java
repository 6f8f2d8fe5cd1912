package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.WorkerSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A worker that a test controls step by step; it does nothing by itself. Its methods wait for the answer. */
final class TckWorker {
    /** Longer than any test. */
    static final Duration LONG = Duration.ofMinutes(10);
    /** How long a test listens to find that nothing comes; in real time. */
    static final Duration A_WHILE = Duration.ofMillis(300);

    final Broker broker;
    final String id;
    private Duration lease = LONG;

    TckWorker(Broker broker, String id) {
        this.broker = broker;
        this.id = id;
    }

    /** Sets the length of the leases from now on. */
    TckWorker lease(Duration value) {
        lease = value;
        return this;
    }

    Duration lease() {
        return lease;
    }

    void beat(WorkerInfo info, Duration timeToLive) {
        get(broker.heartbeat(info, timeToLive));
    }

    void leave() {
        get(broker.unregister(id));
    }

    // ---- claims

    List<Assignment> claim(int max) {
        return get(broker.claim(ClaimRequest.of(id, max, lease)));
    }

    Assignment claimOne() {
        List<Assignment> claimed = claim(1);
        assertThat(claimed).as("tasks claimed by %s", id).hasSize(1);
        return claimed.get(0);
    }

    List<String> claimIds(int max) {
        return ids(claim(max));
    }

    List<Assignment> recover(int max, Set<String> held) {
        return get(broker.claim(new ClaimRequest(id, max, lease, Optional.of(held))));
    }

    static List<String> ids(List<Assignment> assignments) {
        return assignments.stream()
                .map(assignment -> assignment.lease().taskId())
                .toList();
    }

    // ---- reports: whether they counted

    boolean complete(Assignment assignment) {
        return complete(assignment, "done by " + id);
    }

    boolean complete(Assignment assignment, String text) {
        return report(completed(assignment, text));
    }

    boolean release(Assignment assignment) {
        return report(new AttemptReport.Released(assignment.lease()));
    }

    boolean fail(Assignment assignment) {
        return report(failed(assignment, Optional.empty()));
    }

    boolean failAndRetry(Assignment assignment, Duration wait) {
        return report(failed(assignment, Optional.of(wait)));
    }

    boolean cancelled(Assignment assignment, String reason) {
        return report(new AttemptReport.Cancelled(assignment.lease(), reason));
    }

    boolean report(AttemptReport report) {
        List<Boolean> accepted =
                get(broker.report(List.of(report), Optional.empty())).accepted();
        assertThat(accepted).hasSize(1);
        return accepted.get(0);
    }

    /** Completes this and claims the next in the same step; there must be one. */
    Assignment completeAndClaim(Assignment assignment) {
        Optional<ClaimRequest> next = Optional.of(ClaimRequest.of(id, 1, lease));
        List<Assignment> claimed =
                get(broker.report(List.of(completed(assignment, "done")), next)).claimed();
        assertThat(claimed).as("tasks claimed by %s", id).hasSize(1);
        return claimed.get(0);
    }

    static AttemptReport completed(Assignment assignment, String text) {
        return new AttemptReport.Completed(assignment.lease(), TaskResult.text(text));
    }

    static AttemptReport failed(Assignment assignment, Optional<Duration> retryIn) {
        Lease lease = assignment.lease();
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "failed on purpose").at(lease.attempt(), lease.workerId());
        return new AttemptReport.Failed(lease, error, retryIn);
    }

    Renewal renew(Assignment assignment) {
        List<Renewal> renewals = get(broker.renew(List.of(assignment.lease()), lease));
        assertThat(renewals).hasSize(1);
        return renewals.get(0);
    }

    // ---- signals

    /** Asks for more tasks than there are, so that it is woken when one comes. */
    TckWorker idle() {
        assertThat(claim(1)).as("tasks for the idle worker %s", id).isEmpty();
        return this;
    }

    /** Receives the first signals; they must come. */
    List<WorkerSignal> receive() {
        List<WorkerSignal> signals = get(broker.receive(id, Duration.ofSeconds(Futures.LIMIT_SECONDS / 2)));
        assertThat(signals).as("signals to %s", id).isNotEmpty();
        return signals;
    }

    /** Receives all signals until none comes for a while. */
    List<WorkerSignal> receiveAll() {
        List<WorkerSignal> all = new ArrayList<>();
        List<WorkerSignal> signals = get(broker.receive(id, A_WHILE));
        while (!signals.isEmpty()) {
            all.addAll(signals);
            signals = get(broker.receive(id, A_WHILE));
        }
        return all;
    }

    /** Receives the commands among the signals until none comes for a while. */
    List<WorkerCommand> receiveCommands() {
        return receiveAll().stream()
                .filter(WorkerSignal.CommandReceived.class::isInstance)
                .map(signal -> ((WorkerSignal.CommandReceived) signal).command())
                .toList();
    }
}
