package io.codefleet.broker.log;

import org.jspecify.annotations.Nullable;

/** An append that did not succeed, or of which that is not known. */
public final class AppendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Kind of the failure, by whether the record is in the log. */
    public enum Kind {
        /** The log does not end where the caller expected: another leader has appended. The record does not count. */
        REFUSED,
        /** The record was not stored, as the system cannot store it now: its disk is full, or nothing was sent. */
        FAILED,
        /** The answer was lost: the record may have been stored, or may be stored later. */
        UNKNOWN
    }

    /**
     * Creates the exception for an append that failed.
     *
     * @param kind whether the record is in the log
     * @param message what happened, and what to do where there is something to do
     * @param cause what the system said
     */
    public AppendException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns whether the record is in the log. */
    public Kind kind() {
        return kind;
    }
}
