package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.broker.ApprovalDecision;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.Lease;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.broker.redis.internal.record.AuditRecord;
import io.codefleet.broker.redis.internal.record.CancelRecord;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encoder of reports for the script that takes them. */
final class ReportEncoder {
    private static final Logger log = LoggerFactory.getLogger(ReportEncoder.class);
    private static final int NO_RETRY = -1;
    private static final Buffer NOTHING = Buffer.buffer();

    private final Payloads payloads;
    private final int maxPayloadBytes;
    private final String actor;

    /**
     * A report as the script takes it.
     *
     * @param retryIn microseconds before another attempt, -1 for none
     */
    record EncodedReport(String kind, Lease lease, Buffer payload, long retryIn, Usage usage) {}

    ReportEncoder(Namespace namespace) {
        this.payloads = namespace.payloads();
        this.maxPayloadBytes = namespace.options().limits().maxPayloadBytes();
        this.actor = namespace.options().actor();
    }

    /** Encodes a report. One that cannot be encoded becomes the failure of its task. */
    EncodedReport encode(AttemptReport report) {
        try {
            EncodedReport encoded = encoded(report);
            return ApprovalDecision.of(report)
                    .filter(decision -> decision.by().isPresent())
                    .filter(decision -> kind(decision).equals(encoded.kind()))
                    .map(decision -> decided(decision, encoded))
                    .orElse(encoded);
        } catch (InvalidInputException e) {
            return unencodable(report, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Its message may quote what is reported.
            return unencodable(
                    report, "cannot be written as JSON (" + e.getClass().getSimpleName() + ")");
        }
    }

    private EncodedReport encoded(AttemptReport report) {
        if (report instanceof AttemptReport.Completed completed) {
            return completed(completed);
        }
        if (report instanceof AttemptReport.Failed failed) {
            long retryIn = failed.retryIn().map(Times::micros).orElse((long) NO_RETRY);
            return failed(failed.lease(), failed.error(), retryIn, failed.usage());
        }
        if (report instanceof AttemptReport.Cancelled cancelled) {
            Lease lease = cancelled.lease();
            Buffer reason = CancelRecord.write(payloads, lease.taskId(), CancelReason.of(cancelled.reason()));
            return new EncodedReport("x", lease, reason, NO_RETRY, cancelled.usage());
        }
        long delay = report instanceof AttemptReport.Released released ? Times.micros(released.delay()) : 0;
        return new EncodedReport("u", report.lease(), NOTHING, delay, report.usage());
    }

    /** Returns the kind of the report that the decision was made by. Another one has replaced a result that is too large. */
    private static String kind(ApprovalDecision decision) {
        return decision.action() == AuditAction.APPROVED ? "c" : "f";
    }

    /** Returns a report with the detail for the audit, which holds no content if content is encrypted. */
    private EncodedReport decided(ApprovalDecision decision, EncodedReport report) {
        ApprovalDecision shown = payloads.hasCodec() ? decision.withoutReason() : decision;
        Buffer payload = Buffer.buffer(AuditRecord.text(shown.detail(actor)))
                .appendString(" ")
                .appendBuffer(report.payload());
        String kind = report.kind().equals("c") ? "a" : "n";
        return new EncodedReport(kind, report.lease(), payload, report.retryIn(), report.usage());
    }

    private EncodedReport failed(Lease lease, TaskError error, long retryIn, Usage usage) {
        Buffer payload = OutcomeJson.encode(error).toBuffer();
        Buffer sealed = payloads.seal(PayloadKind.ERROR, lease.taskId(), payload);
        return new EncodedReport("f", lease, sealed, retryIn, usage);
    }

    /**
     * Returns a report that fails the task, which must have its outcome even if the host's codec fails; the outcome then
     * holds no content.
     */
    private static EncodedReport unencodable(AttemptReport report, String fault) {
        Lease lease = report.lease();
        log.atWarn()
                .addKeyValue("task", lease.taskId())
                .addKeyValue("reason", fault)
                .log("a report cannot be encoded; its task fails");
        TaskError error = TaskError.of(ErrorKind.MALFORMED, fault).at(lease.attempt(), lease.workerId());
        return new EncodedReport("f", lease, OutcomeJson.encode(error).toBuffer(), NO_RETRY, report.usage());
    }

    private EncodedReport completed(AttemptReport.Completed completed) {
        Lease lease = completed.lease();
        Buffer result = OutcomeJson.encode(completed.result()).toBuffer();
        if (result.length() <= maxPayloadBytes) {
            Buffer sealed = payloads.seal(PayloadKind.RESULT, lease.taskId(), result);
            return new EncodedReport("c", lease, sealed, NO_RETRY, completed.usage());
        }
        String message = new PayloadTooLargeException(
                        "the result of task " + lease.taskId(), result.length(), maxPayloadBytes)
                .getMessage();
        TaskError error = TaskError.of(ErrorKind.PERMANENT, message).at(lease.attempt(), lease.workerId());
        return failed(lease, error, NO_RETRY, completed.usage());
    }
}
