package io.codefleet.internal.worker;

import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's claims and reports, as few calls as the load allows: reports that come while calls are under way go together
 * with the next, and each call claims for the slots that are free then. A report is kept and sent again until the broker has
 * accepted or refused it. Confined to the worker's context.
 */
final class ClaimReportLoop {
    private static final Logger log = LoggerFactory.getLogger(ClaimReportLoop.class);
    private static final int MAX_BATCH = 50;
    private static final int MAX_UNDER_WAY = 4;

    private final Broker broker;
    private final String workerId;
    private final Duration lease;
    private final Callbacks callbacks;
    private final BrokerCallRetry callRetry;
    private final Deque<AttemptReport> reports = new ArrayDeque<>();
    /** Reports of a batch that was refused as a whole. */
    private final Queue<AttemptReport> alone = new ArrayDeque<>();

    private int underWay;
    private int reserved;
    private boolean requested;
    private boolean answerLost;
    private boolean waitingToRetry;

    /** The worker, as its exchange with the broker sees it. */
    interface Callbacks {
        /** Returns the number of slots in which nothing runs; zero or less while the worker takes nothing. */
        int freeSlots();

        /** Returns the ids of the tasks that the worker holds, running or not yet reported. */
        Set<String> held();

        void assigned(List<Assignment> assignments);

        /** Handles the answer to a report, which was accepted, or refused as its lease is lost. */
        void answered(AttemptReport report, boolean accepted);

        void onContext(Runnable action);

        /** Runs an action in a later turn of the event loop. */
        void later(Runnable action);

        long setTimer(long millis, Runnable action);
    }

    ClaimReportLoop(Broker broker, String workerId, Duration lease, Callbacks callbacks) {
        this.broker = broker;
        this.workerId = workerId;
        this.lease = lease;
        this.callbacks = callbacks;
        this.callRetry = new BrokerCallRetry(workerId);
    }

    /** Requests tasks, as there may be some to claim, or slots have become free. */
    void requestTasks() {
        requested = true;
        pump();
    }

    void report(AttemptReport report) {
        reports.addLast(report);
        // Attempts that end in the same turn of the event loop go in one call.
        if (reports.size() == 1) {
            callbacks.later(this::pump);
        }
    }

    boolean isQuiet() {
        return hasNoReport() && underWay == 0;
    }

    private boolean hasNoReport() {
        return reports.isEmpty() && alone.isEmpty();
    }

    private void pump() {
        while (underWay < MAX_UNDER_WAY && !waitingToRetry) {
            int claim = alone.isEmpty() && mayClaim()
                    ? Math.max(0, Math.min(MAX_BATCH, callbacks.freeSlots() - reserved))
                    : 0;
            if (hasNoReport() && (!requested || claim == 0)) {
                return;
            }
            send(nextReports(), claim);
        }
    }

    /**
     * Returns whether a claim may start. After a lost answer the broker hands out again the tasks that are not held. Claims
     * under way together would each receive the same ones, and one attempt would run twice; so one claim runs alone then.
     */
    private boolean mayClaim() {
        return !answerLost || reserved == 0;
    }

    /** Returns the reports to send next. Those that were refused together go one by one, so that each has its own answer. */
    private List<AttemptReport> nextReports() {
        AttemptReport one = alone.poll();
        if (one != null) {
            return List.of(one);
        }
        List<AttemptReport> batch = new ArrayList<>(Math.min(MAX_BATCH, reports.size()));
        while (batch.size() < MAX_BATCH && !reports.isEmpty()) {
            batch.add(reports.removeFirst());
        }
        return batch;
    }

    private void send(List<AttemptReport> batch, int claim) {
        underWay++;
        reserved += claim;
        // Cleared before the call: a signal that comes while it is under way must lead to another claim.
        requested &= claim == 0;
        Optional<ClaimRequest> request = claim == 0 ? Optional.empty() : Optional.of(request(claim));
        boolean listsHeld = request.flatMap(ClaimRequest::held).isPresent();
        GuardedCall.of(() -> call(batch, request))
                .onComplete(answer -> callbacks.onContext(() -> answered(batch, claim, listsHeld, answer)));
    }

    private Future<ReportReply> call(List<AttemptReport> batch, Optional<ClaimRequest> request) {
        if (batch.isEmpty()) {
            return request.map(broker::claim)
                    .orElseGet(() -> Future.succeededFuture(List.of()))
                    .map(claimed -> new ReportReply(List.of(), claimed));
        }
        return broker.report(batch, request)
                .compose(reply -> reply.accepted().size() == batch.size()
                        ? Future.succeededFuture(reply)
                        : Future.failedFuture(new IllegalStateException("not each report was answered")));
    }

    private ClaimRequest request(int max) {
        Optional<Set<String>> held = answerLost ? Optional.of(callbacks.held()) : Optional.empty();
        return new ClaimRequest(workerId, max, lease, held);
    }

    private void answered(List<AttemptReport> batch, int claim, boolean listsHeld, AsyncResult<ReportReply> answer) {
        underWay--;
        reserved -= claim;
        if (answer.succeeded()) {
            callRetry.succeeded();
            // A claim that was sent before the loss lists nothing, so what was lost has not been handed out again by
            // it.
            answerLost &= !listsHeld;
            taken(batch, claim, answer.result());
        } else {
            failed(batch, claim, answer.cause());
        }
        pump();
    }

    private void taken(List<AttemptReport> batch, int claim, ReportReply reply) {
        for (int i = 0; i < batch.size(); i++) {
            callbacks.answered(batch.get(i), reply.accepted().get(i));
        }
        if (claim > 0) {
            requested |= reply.claimed().size() == claim;
            callbacks.assigned(reply.claimed());
        }
    }

    private void failed(List<AttemptReport> batch, int claim, Throwable cause) {
        boolean refused = cause instanceof CodefleetException failure && !failure.retryable();
        callRetry.failed(cause, batch.size(), claim, !refused);
        if (claim > 0) {
            answerLost = true;
            requested = true;
        }
        if (!refused || batch.isEmpty()) {
            batch.forEach(reports::addLast);
            retryLater();
        } else if (batch.size() > 1 || claim > 0) {
            // One of them is refused, and the rest are good: their leases must not run out over it.
            alone.addAll(batch);
        } else if (cause instanceof BrokerRefusedException || cause instanceof UnsupportedVersionException) {
            // A missing right may be given, and an older process updated: work that is paid for is kept until then.
            alone.addAll(batch);
            retryLater();
        } else {
            replaceUnreportable(batch.get(0), cause);
        }
    }

    /**
     * Replaces a report that the broker will never accept. The task must have its outcome: it fails with the reason instead.
     */
    private void replaceUnreportable(AttemptReport report, Throwable cause) {
        log.atWarn()
                .addKeyValue("worker", workerId)
                .addKeyValue("task", report.lease().taskId())
                .addKeyValue("attempt", report.lease().attempt())
                .log("a report is refused for good: {}", cause.getMessage());
        if (report instanceof AttemptReport.Completed completed) {
            Lease held = completed.lease();
            TaskError error = TaskError.of(ErrorKind.PERMANENT, "the result could not be stored: " + cause.getMessage())
                    .at(held.attempt(), workerId);
            reports.addLast(new AttemptReport.Failed(held, error, Optional.empty(), completed.usage()));
        } else {
            callbacks.answered(report, false);
        }
    }

    private void retryLater() {
        if (!waitingToRetry) {
            waitingToRetry = true;
            callbacks.setTimer(callRetry.waitMillis(), () -> {
                waitingToRetry = false;
                pump();
            });
        }
    }

    /** Waits until all reports are answered, or gives up when asked to. */
    void whenQuiet(Supplier<Boolean> giveUp, Runnable action) {
        if (isQuiet() || giveUp.get()) {
            action.run();
        } else {
            callbacks.setTimer(20, () -> whenQuiet(giveUp, action));
        }
    }
}
