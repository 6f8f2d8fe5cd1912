package io.codefleet.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of all errors that Codefleet raises. The message says what failed, where, for which value, and what to do.
 * Futures of the SDK fail with a subclass of this type, or with nothing else.
 */
public abstract class CodefleetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    protected CodefleetException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Returns the message, which is never null, unlike that of other exceptions. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns whether the same call can succeed later without any change to its input. */
    public final boolean retryable() {
        return retryable;
    }
}
