package io.codefleet.control.tasks;

/** A cursor that does not belong to the list: of another namespace, another filter or another order, or changed by its client. */
public final class InvalidCursorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidCursorException() {
        super("The cursor does not belong to this list.", null, false, false);
    }
}
