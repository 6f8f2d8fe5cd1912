package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * Stored or received data cannot be read: it is not JSON, or a field has the wrong type. Not retryable. Unknown fields of a
 * newer version are never a reason for it.
 */
public final class MalformedDataException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what what was read, such as {@code task 4711}
     * @param fault which field is at fault and how
     * @param cause what found the fault, if it was another exception
     */
    public MalformedDataException(String what, String fault, @Nullable Throwable cause) {
        super(what + " cannot be read: " + fault, false, cause);
    }
}
