package io.codefleet.error;

import org.jspecify.annotations.Nullable;

/**
 * The answer of a completed task has no value for an item: it lacks JSON or an entry for the item, or the function that makes
 * values refused it. Not retryable: a task has one result.
 */
public final class UnusableAnswerException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String taskId;

    /**
     * Creates the exception for the answer about one item.
     *
     * @param taskId the task whose answer it is
     * @param index the item's number
     * @param fault what is wrong with the answer
     * @param cause what found the fault, if it was an exception
     */
    public UnusableAnswerException(String taskId, long index, String fault, @Nullable Throwable cause) {
        super("the answer of task " + taskId + " has no value for item " + index + ": " + fault, false, cause);
        this.taskId = taskId;
    }

    /** Returns the task whose answer it is. */
    public String taskId() {
        return taskId;
    }
}
