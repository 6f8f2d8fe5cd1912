package io.codefleet.workflow.yaml;

import io.codefleet.error.CodefleetException;
import org.jspecify.annotations.Nullable;

/** A file is not a workflow. Not retryable: the message names the file, the line, the field, its fault and the remedy. */
public final class WorkflowFileException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final int line;

    WorkflowFileException(String file, int line, String fault, @Nullable Throwable cause) {
        super(file + (line > 0 ? " line " + line : "") + ": " + fault, false, cause);
        this.line = line;
    }

    /** Returns the line of the fault, from 1; 0 if it is in none. */
    public int line() {
        return line;
    }
}
