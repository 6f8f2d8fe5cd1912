package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a handler says why its attempt failed. Its {@link TaskError} decides whether there is another attempt. Any other
 * exception of a handler counts as {@link ErrorKind#TRANSIENT}.
 */
public final class AttemptException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final transient TaskError error;

    public AttemptException(TaskError error, @Nullable Throwable cause) {
        super(error.message(), error.retryable(), cause);
        this.error = error;
    }

    /** Something passing; the task is tried again. */
    public static AttemptException transientFault(String message) {
        return new AttemptException(TaskError.of(ErrorKind.TRANSIENT, message), null);
    }

    /** The same input will fail again; the task fails at once. */
    public static AttemptException permanent(String message) {
        return new AttemptException(TaskError.of(ErrorKind.PERMANENT, message), null);
    }

    /** The provider asked to wait; the task is tried again after that time. */
    public static AttemptException rateLimited(String message, Duration retryAfter) {
        return new AttemptException(
                TaskError.of(ErrorKind.RATE_LIMITED, message).retryAfter(retryAfter), null);
    }

    /** The error as data. */
    public TaskError error() {
        return error;
    }
}
