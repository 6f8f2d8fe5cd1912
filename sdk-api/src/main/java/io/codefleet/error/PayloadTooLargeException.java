package io.codefleet.error;

/** A task or a result is larger than the fleet's limit. Not retryable: make it smaller, or raise the limit. */
public final class PayloadTooLargeException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final String subject;
    private final long actualBytes;
    private final long maxBytes;

    /**
     * Creates the exception.
     *
     * @param what what is too large, such as {@code task 4711}
     * @param actualBytes its size in bytes
     * @param maxBytes the limit in bytes
     */
    public PayloadTooLargeException(String what, long actualBytes, long maxBytes) {
        super(
                what + " has " + actualBytes + " bytes, the limit is " + maxBytes
                        + "; send a reference (a file, a URL) instead of the content, or raise maxPayloadBytes",
                false,
                null);
        this.subject = what;
        this.actualBytes = actualBytes;
        this.maxBytes = maxBytes;
    }

    /** Returns what is too large, such as {@code task 4711}. */
    public String subject() {
        return subject;
    }

    /** Returns the size that was refused, in bytes. */
    public long actualBytes() {
        return actualBytes;
    }

    /** Returns the limit in force, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }
}
