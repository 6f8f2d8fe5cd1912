package io.codefleet.broker.log.codec;

import io.codefleet.LogLines;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import java.util.HashSet;
import java.util.Optional;

/** Leases, claims and reports. */
public final class WorkForms {
    private WorkForms() {}

    /** Writes lines of a log: 1 worker, 2 lines, 3 how many were dropped. */
    public static void logLines(FieldWriter to, LogLines lines) {
        to.text(1, lines.workerId()).texts(2, lines.lines()).number(3, lines.dropped());
    }

    /** Reads lines of a log, as {@link #logLines(FieldWriter, LogLines)} writes them. */
    public static LogLines logLines(FieldReader from) {
        return new LogLines(from.text(1), from.texts(2), from.number(3, 0));
    }

    /** Writes a lease. */
    public static void lease(FieldWriter to, Lease lease) {
        to.text(1, lease.taskId())
                .number(2, lease.attempt())
                .number(3, lease.token())
                .text(4, lease.workerId());
    }

    /** Reads a lease. */
    public static Lease lease(FieldReader from) {
        return new Lease(from.text(1), from.integer(2), from.number(3), from.text(4));
    }

    /** Writes what was handed to a worker. */
    public static void assignment(FieldWriter to, Assignment assignment) {
        to.message(1, assignment.lease(), WorkForms::lease)
                .message(2, assignment.task(), TaskForms::task)
                .number(3, assignment.failures())
                .optional(4, assignment.checkpoint(), TaskForms::checkpoint);
    }

    /** Reads what was handed to a worker. */
    public static Assignment assignment(FieldReader from) {
        return new Assignment(
                from.message(1, WorkForms::lease),
                from.message(2, TaskForms::task),
                from.integer(3),
                from.optionalMessage(4, TaskForms::checkpoint));
    }

    /** Writes a claim. */
    public static void claim(FieldWriter to, ClaimRequest request) {
        to.text(1, request.workerId())
                .number(2, request.max())
                .duration(3, request.lease())
                .flag(4, request.held().isPresent())
                .texts(5, request.held().orElseGet(HashSet::new));
    }

    /** Reads a claim. */
    public static ClaimRequest claim(FieldReader from) {
        return new ClaimRequest(
                from.text(1),
                from.integer(2),
                from.duration(3),
                from.flag(4) ? Optional.of(new HashSet<>(from.texts(5))) : Optional.empty());
    }

    /** Writes a report. */
    public static void report(FieldWriter to, AttemptReport report) {
        to.message(1, report.lease(), WorkForms::lease);
        if (report instanceof AttemptReport.Completed completed) {
            to.message(2, completed.result(), TaskForms::result);
            return;
        }
        to.message(3, report.usage(), TaskForms::usage);
        if (report instanceof AttemptReport.Failed failed) {
            to.message(4, failed.error(), TaskForms::error);
            failed.retryIn().ifPresent(wait -> to.duration(5, wait));
        } else if (report instanceof AttemptReport.Released released) {
            to.duration(6, released.delay());
        } else if (report instanceof AttemptReport.Cancelled cancelled) {
            to.text(7, cancelled.reason());
        }
    }

    /** Reads a report. */
    public static AttemptReport report(FieldReader from) {
        Lease lease = from.message(1, WorkForms::lease);
        if (from.has(2)) {
            return new AttemptReport.Completed(lease, from.message(2, TaskForms::result));
        }
        if (from.has(4)) {
            return new AttemptReport.Failed(
                    lease,
                    from.message(4, TaskForms::error),
                    from.has(5) ? Optional.of(from.duration(5)) : Optional.empty(),
                    from.message(3, TaskForms::usage));
        }
        return from.has(6)
                ? new AttemptReport.Released(lease, from.message(3, TaskForms::usage), from.duration(6))
                : new AttemptReport.Cancelled(lease, from.text(7), from.message(3, TaskForms::usage));
    }

    /** Writes the answer to reports. */
    public static void reportReply(FieldWriter to, ReportReply reply) {
        reply.accepted().forEach(accepted -> to.number(1, accepted ? 1 : 0));
        to.messages(2, reply.claimed(), WorkForms::assignment);
    }

    /** Reads the answer to reports. */
    public static ReportReply reportReply(FieldReader from) {
        return new ReportReply(
                from.numbers(1).stream().map(accepted -> accepted == 1).toList(),
                from.messages(2, WorkForms::assignment));
    }
}
