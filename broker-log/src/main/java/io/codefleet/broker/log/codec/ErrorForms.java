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
import io.codefleet.error.WorkerReplacedException;

/** The errors of a broker. An error whose kind is not known is read as one that the broker refused. */
public final class ErrorForms {
    private ErrorForms() {}

    /** Writes an error; one that is not of the SDK as {@link BrokerUnavailableException}. */
    public static void error(FieldWriter to, Throwable error) {
        String message = String.valueOf(error.getMessage());
        to.text(2, message);
        if (error instanceof InvalidInputException invalid) {
            to.number(1, 1).text(3, invalid.field());
        } else if (error instanceof DuplicateTaskException duplicate) {
            to.number(1, 2).text(3, duplicate.taskId());
        } else if (error instanceof LeaseLostException lost) {
            to.number(1, 3).text(3, lost.taskId()).number(4, lost.attempt());
        } else if (error instanceof WorkerReplacedException replaced) {
            to.number(1, 4).text(3, replaced.workerId());
        } else if (error instanceof PayloadTooLargeException large) {
            to.number(1, 5)
                    .text(3, before(message, " has "))
                    .number(4, large.actualBytes())
                    .number(5, large.maxBytes());
        } else if (error instanceof QueueFullException full) {
            to.number(1, kind(full.scope())).number(4, full.maxQueuedTasks());
        } else if (error instanceof RateLimitedException limited) {
            to.number(1, 9).duration(6, limited.retryAfter());
        } else if (error instanceof BudgetExceededException exceeded) {
            to.number(1, 10)
                    .text(3, exceeded.subject())
                    .text(7, exceeded.reached())
                    .instant(8, exceeded.resetsAt());
        } else if (error instanceof MalformedDataException) {
            to.number(1, 11).text(3, before(message, ": "));
        } else if (error instanceof CodefleetException known && !known.retryable()) {
            to.number(1, 12);
        } else if (error instanceof ClosedException) {
            to.number(1, 13);
        } else {
            to.number(1, 14);
        }
    }

    private static int kind(QueueFullException.Scope scope) {
        return switch (scope) {
            case NAMESPACE -> 6;
            case LANE -> 7;
            case LANES -> 8;
        };
    }

    private static String before(String message, String mark) {
        int at = message.indexOf(mark);
        return at < 0 ? message : message.substring(0, at);
    }

    private static String after(String message, String mark) {
        return message.startsWith(mark) ? message.substring(mark.length()) : message;
    }

    /**
     * Reads an error.
     *
     * @param taskId the task that was refused, if it was one
     */
    public static CodefleetException error(FieldReader from, String namespace, String actor, String taskId) {
        String message = from.text(2);
        String subject = from.optionalText(3).orElse("");
        return switch (from.integer(1)) {
            case 1 -> new InvalidInputException(subject, after(message, subject + ": "));
            case 2 -> new DuplicateTaskException(subject);
            case 3 -> new LeaseLostException(subject, from.integer(4));
            case 4 -> new WorkerReplacedException(subject);
            case 5 -> new PayloadTooLargeException(subject, from.number(4), from.number(5));
            case 6 -> QueueFullException.ofNamespace(namespace, from.number(4));
            case 7 -> QueueFullException.ofLane(taskId, from.number(4));
            case 8 -> QueueFullException.ofLanes(taskId, namespace, from.number(4));
            case 9 -> new RateLimitedException(actor, from.duration(6));
            case 10 ->
                from.optionalInstant(8)
                        .map(resetsAt -> BudgetExceededException.ofDay(subject, from.text(7), resetsAt))
                        .orElseGet(() -> BudgetExceededException.ofTotal(subject, from.text(7)));
            case 11 -> new MalformedDataException(subject, after(message, subject + ": "), null);
            case 13, 14 -> new BrokerUnavailableException(message, null);
            default -> new BrokerRefusedException(message, null);
        };
    }
}
