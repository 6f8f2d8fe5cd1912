package io.codefleet.error;

/**
 * As many tasks wait as a limit allows, in the namespace or in one lane. Retryable: submit again when workers have caught up.
 */
public final class QueueFullException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final Scope scope;
    private final long maxQueuedTasks;

    /** What is full. */
    public enum Scope {
        /** The whole namespace: {@code maxQueuedTasks}. */
        NAMESPACE,
        /** The lane of the task, that is all of its type that require the same: {@code maxQueuedPerLane}. */
        LANE
    }

    private QueueFullException(Scope scope, String what, String limit, long maxQueuedTasks) {
        super(
                what + " has " + maxQueuedTasks + " waiting tasks, which is its limit; submit again later, or raise "
                        + limit,
                true,
                null);
        this.scope = scope;
        this.maxQueuedTasks = maxQueuedTasks;
    }

    /**
     * @param namespace the namespace that is full
     * @param maxQueuedTasks the limit in force
     */
    public static QueueFullException ofNamespace(String namespace, long maxQueuedTasks) {
        return new QueueFullException(Scope.NAMESPACE, "namespace " + namespace, "maxQueuedTasks", maxQueuedTasks);
    }

    /**
     * @param taskId a task whose lane is full
     * @param maxQueuedTasks the limit in force
     */
    public static QueueFullException ofLane(String taskId, long maxQueuedTasks) {
        return new QueueFullException(Scope.LANE, "the lane of task " + taskId, "maxQueuedPerLane", maxQueuedTasks);
    }

    /** What is full. */
    public Scope scope() {
        return scope;
    }

    /** The limit in force, in tasks. */
    public long maxQueuedTasks() {
        return maxQueuedTasks;
    }
}
