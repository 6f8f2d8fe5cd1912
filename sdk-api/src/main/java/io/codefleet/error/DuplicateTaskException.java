package io.codefleet.error;

/**
 * A task with this id exists already and has other content. Not retryable: one id is one task. The task that exists is
 * untouched.
 */
public final class DuplicateTaskException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String taskId;

    public DuplicateTaskException(String taskId) {
        super(
                "task " + taskId
                        + " exists already with other content; choose another id, or submit the very same task",
                false,
                null);
        this.taskId = taskId;
    }

    /** Returns the id that is taken. */
    public String taskId() {
        return taskId;
    }
}
