package io.codefleet.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stored or received data cannot be read: it is not JSON, or a field has the wrong type. Not retryable. Unknown fields of a
 * newer version are never a reason for it.
 */
public final class MalformedDataException extends CodefleetException {
    private static final long serialVersionUID = 3L;

    private final String subject;
    private final String fault;
    private final @Nullable String pointer;

    /**
     * Creates the exception.
     *
     * @param what what was read, such as {@code task 4711}
     * @param fault which field is at fault and how
     * @param cause what found the fault, if it was another exception
     */
    public MalformedDataException(String what, String fault, @Nullable Throwable cause) {
        this(what, null, fault, cause);
    }

    private MalformedDataException(String what, @Nullable String pointer, String fault, @Nullable Throwable cause) {
        super(what + " cannot be read: " + fault, false, cause);
        this.subject = what;
        this.fault = fault;
        this.pointer = pointer;
    }

    /**
     * Returns the error of one field of a JSON object.
     *
     * @param pointer the field's JSON pointer (RFC 6901) in the object that was read, such as {@code /limits/deadlineMs}
     */
    public static MalformedDataException ofField(String what, String pointer, String fault, @Nullable Throwable cause) {
        return new MalformedDataException(what, pointer, fault, cause);
    }

    /** Returns what was read, such as {@code task 4711}. */
    public String subject() {
        return subject;
    }

    /** Returns which field is at fault and how: the message without the subject. */
    public String fault() {
        return fault;
    }

    /** Returns the JSON pointer (RFC 6901) of the field that is at fault; absent if the fault is not that of one field. */
    public Optional<String> pointer() {
        return Optional.ofNullable(pointer);
    }
}
