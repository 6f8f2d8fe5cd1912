package io.codefleet.error;

/**
 * Lookup of an unknown task: it was never submitted in this namespace, or its retention has ended. Not retryable.
 */
public final class TaskNotFoundException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final String taskId;

    public TaskNotFoundException(String taskId) {
        super(
                "no task " + taskId + " in this namespace; it was never submitted here, or its retention has ended",
                false,
                null);
        this.taskId = taskId;
    }

    /** Returns the id that was looked for. */
    public String taskId() {
        return taskId;
    }
}
