package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.CodefleetException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Failure of an attempt, thrown by its handler. Its {@link TaskError} decides whether there is another attempt. Any other
 * exception of a handler counts as {@link ErrorKind#TRANSIENT}.
 */
@CheckReturnValue
public final class AttemptException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final TaskError error;
    private final Usage usage;

    public AttemptException(TaskError error, @Nullable Throwable cause) {
        this(error, Usage.NONE, cause);
    }

    private AttemptException(TaskError error, Usage usage, @Nullable Throwable cause) {
        super(error.message(), error.retryable(), cause);
        this.error = error;
        this.usage = usage;
    }

    /** Creates the exception for a fault that will pass; the task is retried. */
    public static AttemptException transientFault(String message) {
        return new AttemptException(TaskError.of(ErrorKind.TRANSIENT, message), null);
    }

    /** Creates a permanent failure: the same input will fail again, so the task fails at once. */
    public static AttemptException permanent(String message) {
        return new AttemptException(TaskError.of(ErrorKind.PERMANENT, message), null);
    }

    /** Creates the exception for a provider that asked to wait; the task is retried after that time. */
    public static AttemptException rateLimited(String message, Duration retryAfter) {
        return new AttemptException(
                TaskError.of(ErrorKind.RATE_LIMITED, message).retryAfter(retryAfter), null);
    }

    /**
     * Returns a copy with the usage of the attempt until it failed, which counts against the task's budgets. The usage also
     * counts when the handler fails because of a request to stop: a cancel, a timeout, or a hand-back.
     */
    public AttemptException usage(Usage value) {
        AttemptException copy = new AttemptException(error, value, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Returns what the attempt consumed until it failed; {@link Usage#NONE} where that is not known. */
    public Usage usage() {
        return usage;
    }

    /** Returns the error as data. */
    public TaskError error() {
        return error;
    }
}
