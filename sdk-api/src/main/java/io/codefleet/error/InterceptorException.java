package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/** An interceptor of the host failed. Not retryable: the host's code must be corrected. */
public final class InterceptorException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String interceptor;

    /**
     * Creates the exception.
     *
     * @param interceptor the name of its class
     * @param what what it was called for, such as {@code the submit of task t}
     * @param fault what it did wrong
     * @param cause what it threw; null if it threw nothing
     */
    public InterceptorException(String interceptor, String what, String fault, @Nullable Throwable cause) {
        super(
                "interceptor " + interceptor + " " + fault + " at " + what
                        + "; correct it, or leave it out of the options",
                false,
                cause);
        this.interceptor = interceptor;
    }

    /** Returns the name of the interceptor's class. */
    public String interceptor() {
        return interceptor;
    }
}
