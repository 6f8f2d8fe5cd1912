package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * Refusal of an invalid value from the caller. Not retryable: the message names the field, the value's fault and the
 * correction. Nothing was done.
 */
public final class InvalidInputException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final String field;
    private final String fault;

    /**
     * Creates the exception for one field.
     *
     * @param field the name of the field as the caller wrote it, such as {@code priority}
     * @param fault what is wrong with the value and what would be right
     */
    public InvalidInputException(String field, String fault) {
        this(field, fault, null);
    }

    /**
     * Creates the exception for one field, with its cause.
     *
     * @param field the name of the field as the caller wrote it, such as {@code priority}
     * @param fault what is wrong with the value and what would be right
     * @param cause what found the fault, if it was another exception
     */
    public InvalidInputException(String field, String fault, @Nullable Throwable cause) {
        super(field + ": " + fault, false, cause);
        this.field = field;
        this.fault = fault;
    }

    /** Returns the name of the field whose value is at fault. */
    public String field() {
        return field;
    }

    /** Returns what is wrong with the value and what would be right: the message without the field. */
    public String fault() {
        return fault;
    }
}
