package io.codefleet.error;

/** The namespace holds as many waiting tasks as its limit allows. Retryable: submit again when workers have caught up. */
public final class QueueFullException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final long maxQueuedTasks;

    /**
     * @param namespace the namespace that is full
     * @param maxQueuedTasks the limit in force
     */
    public QueueFullException(String namespace, long maxQueuedTasks) {
        super(
                "namespace " + namespace + " has " + maxQueuedTasks
                        + " waiting tasks, which is its limit; submit again later, or raise maxQueuedTasks",
                true,
                null);
        this.maxQueuedTasks = maxQueuedTasks;
    }

    /** The limit in force, in tasks. */
    public long maxQueuedTasks() {
        return maxQueuedTasks;
    }
}
