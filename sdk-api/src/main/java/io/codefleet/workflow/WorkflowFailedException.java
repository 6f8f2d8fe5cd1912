package io.codefleet.workflow;

import io.codefleet.error.CodefleetException;

/**
 * Failure of a run of a workflow: a step that is not optional failed, the time limit passed, or the budget was used up. Not
 * retryable under the same run id, as a run has one outcome. {@link Workflows#retry} starts again from the failed steps, under a
 * new id.
 */
public final class WorkflowFailedException extends CodefleetException {
    private static final long serialVersionUID = 2L;

    private final WorkflowResult result;

    /**
     * Creates the exception.
     *
     * @param message why, with the step that failed first in the order of the definition
     * @param result what became of each step; without outputs
     */
    public WorkflowFailedException(String message, WorkflowResult result) {
        super(message, false, null);
        this.result = result;
    }

    /** Returns the result with the status of each step, without outputs. */
    public WorkflowResult result() {
        return result;
    }
}
