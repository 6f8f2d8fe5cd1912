package io.codefleet;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Why an attempt failed, and with the last attempt the task. Message and details take at most {@value #MAX_BYTES} bytes as JSON:
 * a hundred attempts are kept with a task, and whoever asks for it reads them all. A longer message is cut.
 *
 * @param kind what to do about it
 * @param message what failed, for which value, and what to do; holds no prompt
 * @param attempt the attempt that failed, from 1; 0 if the task failed without one
 * @param workerId the worker that ran it
 * @param retryAfter how long to wait before another attempt, where the cause named a time
 * @param details what a program may want to know beside the message, as JSON values; where they take more than half of the
 *     bytes, only {@value #OMITTED_BYTES} is left, which says how many they took
 */
public record TaskError(
        ErrorKind kind,
        String message,
        int attempt,
        Optional<String> workerId,
        Optional<Duration> retryAfter,
        Map<String, Object> details) {

    /** How many bytes message and details take at most. */
    public static final int MAX_BYTES = 64 << 10;

    /** The key of {@link #details()} that stands for details that were too large. */
    public static final String OMITTED_BYTES = "omittedBytes";

    /** @throws io.codefleet.error.InvalidInputException if the attempt is negative or a detail is not a JSON value */
    public TaskError {
        Check.range("error.attempt", attempt, 0, Integer.MAX_VALUE);
        retryAfter.ifPresent(value -> Check.notNegative("error.retryAfter", value));
        details = JsonSize.bounded("error.details", Check.json("error.details", details), MAX_BYTES / 2);
        message = JsonSize.cut(message, MAX_BYTES - JsonSize.of(details) - 2);
    }

    /** An error that names neither attempt nor worker yet. */
    public static TaskError of(ErrorKind kind, String message) {
        return new TaskError(kind, message, 0, Optional.empty(), Optional.empty(), Map.of());
    }

    /** A copy that names the attempt and the worker. */
    public TaskError at(int failedAttempt, String worker) {
        return new TaskError(kind, message, failedAttempt, Optional.of(worker), retryAfter, details);
    }

    /** A copy that asks for this wait before another attempt. */
    public TaskError retryAfter(Duration value) {
        return new TaskError(kind, message, attempt, workerId, Optional.of(value), details);
    }

    /** A copy with these details. */
    public TaskError details(Map<String, ?> value) {
        return new TaskError(kind, message, attempt, workerId, retryAfter, Check.json("error.details", value));
    }

    /** Whether another attempt can succeed with the same input. */
    public boolean retryable() {
        return kind.retryable();
    }
}
