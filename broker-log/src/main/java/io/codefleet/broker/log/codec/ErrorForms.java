package io.codefleet.broker.log.codec;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.LeaseLostException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.error.WorkerReplacedException;
import java.util.Optional;

/**
 * The errors of a broker. An error whose kind is not known is read as one that the broker refused, with the message of field 2. For
 * a known kind, a reader makes the message from the other fields.
 */
public final class ErrorForms {
    private static final int KIND = 1;
    private static final int MESSAGE = 2;
    private static final int SUBJECT = 3;
    private static final int FAULT = 9;
    private static final int POINTER = 10;
    private static final int OF_RUN = 11;
    private static final String UNREADABLE = " cannot be read";

    private ErrorForms() {}

    /** Writes an error; one that is not of the SDK as {@link BrokerUnavailableException}. */
    public static void error(FieldWriter to, Throwable error) {
        to.text(MESSAGE, String.valueOf(error.getMessage()));
        if (error instanceof InvalidInputException invalid) {
            to.number(KIND, 1).text(SUBJECT, invalid.field()).text(FAULT, invalid.fault());
        } else if (error instanceof DuplicateTaskException duplicate) {
            to.number(KIND, 2).text(SUBJECT, duplicate.taskId());
        } else if (error instanceof LeaseLostException lost) {
            to.number(KIND, 3).text(SUBJECT, lost.taskId()).number(4, lost.attempt());
        } else if (error instanceof WorkerReplacedException replaced) {
            to.number(KIND, 4).text(SUBJECT, replaced.workerId());
        } else if (error instanceof PayloadTooLargeException large) {
            to.number(KIND, 5)
                    .text(SUBJECT, large.subject())
                    .number(4, large.actualBytes())
                    .number(5, large.maxBytes());
        } else if (error instanceof QueueFullException full) {
            to.number(KIND, kind(full.scope())).number(4, full.maxQueuedTasks());
        } else if (error instanceof RateLimitedException limited) {
            to.number(KIND, 9).text(SUBJECT, limited.actor()).duration(6, limited.retryAfter());
        } else if (error instanceof BudgetExceededException exceeded) {
            budget(to, exceeded);
        } else if (error instanceof MalformedDataException malformed) {
            to.number(KIND, 11)
                    .text(SUBJECT, malformed.subject())
                    .text(FAULT, malformed.fault())
                    .text(POINTER, malformed.pointer());
        } else if (error instanceof UnsupportedVersionException unsupported) {
            to.number(KIND, 15).number(4, unsupported.found()).number(5, unsupported.supported());
        } else if (error instanceof CodefleetException known && !known.retryable()) {
            to.number(KIND, error instanceof ClosedException ? 13 : 12);
        } else {
            to.number(KIND, 14);
        }
    }

    private static void budget(FieldWriter to, BudgetExceededException exceeded) {
        to.number(KIND, 10)
                .text(SUBJECT, exceeded.subject())
                .text(7, exceeded.reached())
                .instant(8, exceeded.resetsAt())
                .flag(OF_RUN, exceeded.scope() == BudgetExceededException.Scope.RUN);
    }

    private static int kind(QueueFullException.Scope scope) {
        return switch (scope) {
            case NAMESPACE -> 6;
            case LANE -> 7;
            case LANES -> 8;
        };
    }

    /**
     * Reads an error.
     *
     * @param taskId the task that was refused, if it was one
     */
    public static CodefleetException error(FieldReader from, String namespace, String actor, String taskId) {
        String message = from.text(MESSAGE);
        String subject = from.optionalText(SUBJECT).orElse("");
        return switch (from.integer(KIND)) {
            case 1 -> new InvalidInputException(subject, fault(from, subject));
            case 2 -> new DuplicateTaskException(subject);
            case 3 -> new LeaseLostException(subject, from.integer(4));
            case 4 -> new WorkerReplacedException(subject);
            case 5 -> new PayloadTooLargeException(subject, from.number(4), from.number(5));
            case 6 -> QueueFullException.ofNamespace(namespace, from.number(4));
            case 7 -> QueueFullException.ofLane(taskId, from.number(4));
            case 8 -> QueueFullException.ofLanes(taskId, namespace, from.number(4));
            case 9 -> new RateLimitedException(from.optionalText(SUBJECT).orElse(actor), from.duration(6));
            case 10 -> budget(from, subject);
            case 11 -> malformed(from, subject);
            case 13, 14 -> new BrokerUnavailableException(message, null);
            case 15 -> UnsupportedVersionException.ofProcess(message, from.integer(4), from.integer(5));
            default -> new BrokerRefusedException(message, null);
        };
    }

    private static BudgetExceededException budget(FieldReader from, String subject) {
        String reached = from.text(7);
        if (from.flag(OF_RUN)) {
            return new BudgetExceededException(subject, reached);
        }
        return from.optionalInstant(8)
                .map(resetsAt -> BudgetExceededException.ofDay(subject, reached, resetsAt))
                .orElseGet(() -> BudgetExceededException.ofTotal(subject, reached));
    }

    private static MalformedDataException malformed(FieldReader from, String subject) {
        String fault = fault(from, subject);
        // An older process put its message up to the colon there.
        String what = !from.has(FAULT) && subject.endsWith(UNREADABLE)
                ? subject.substring(0, subject.length() - UNREADABLE.length())
                : subject;
        Optional<String> pointer = from.optionalText(POINTER);
        return pointer.isPresent()
                ? MalformedDataException.ofField(what, pointer.get(), fault, null)
                : new MalformedDataException(what, fault, null);
    }

    /** Returns what is wrong with the subject. An older process sent it only as the end of its message. */
    private static String fault(FieldReader from, String subject) {
        String message = from.text(MESSAGE);
        String mark = subject + ": ";
        return from.optionalText(FAULT)
                .orElseGet(() -> message.startsWith(mark) ? message.substring(mark.length()) : message);
    }
}
