package io.codefleet.error;

/** The client or worker was closed while this call was waiting, or before it was made. Not retryable on this object. */
public final class ClosedException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param what what is closed, such as {@code the client of namespace demo}
     */
    public ClosedException(String what) {
        super(what + " is closed; connect again", false, null);
    }
}
