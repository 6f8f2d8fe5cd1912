package io.codefleet.error;

/**
 * Refusal of a task because a limit is reached: of the waiting tasks in the namespace or in one lane, or of the lanes.
 * Retryable: submit again when workers have caught up.
 */
public final class QueueFullException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    private final Scope scope;
    private final long maxQueuedTasks;

    /** Scope of the limit that is reached. */
    public enum Scope {
        /** The whole namespace: {@code maxQueuedTasks}. */
        NAMESPACE,
        /** The lane of the task, that is all of its type that require the same: {@code maxQueuedPerLane}. */
        LANE,
        /** The number of lanes that have queued tasks: {@code maxLanes}. */
        LANES
    }

    private QueueFullException(Scope scope, String message, long maxQueuedTasks) {
        super(message, true, null);
        this.scope = scope;
        this.maxQueuedTasks = maxQueuedTasks;
    }

    /**
     * Creates the exception for a namespace that has too many queued tasks.
     *
     * @param namespace the namespace that is full
     * @param maxQueuedTasks the limit in force
     */
    public static QueueFullException ofNamespace(String namespace, long maxQueuedTasks) {
        return ofTasks(Scope.NAMESPACE, "namespace " + namespace, "maxQueuedTasks", maxQueuedTasks);
    }

    /**
     * Creates the exception for a lane that has too many queued tasks.
     *
     * @param taskId a task whose lane is full
     * @param maxQueuedTasks the limit in force
     */
    public static QueueFullException ofLane(String taskId, long maxQueuedTasks) {
        return ofTasks(Scope.LANE, "the lane of task " + taskId, "maxQueuedPerLane", maxQueuedTasks);
    }

    private static QueueFullException ofTasks(Scope scope, String what, String limit, long max) {
        String message =
                what + " has " + max + " waiting tasks, which is its limit; submit again later, or raise " + limit;
        return new QueueFullException(scope, message, max);
    }

    /**
     * Creates the exception for a namespace that has too many lanes.
     *
     * @param taskId a task that would open one more lane
     * @param namespace the namespace that has no room for it
     * @param maxLanes the limit in force
     */
    public static QueueFullException ofLanes(String taskId, String namespace, long maxLanes) {
        String message =
                "task " + taskId + " is of a type, or requires capabilities, of which no other task waits, and "
                        + maxLanes + " lanes of namespace " + namespace
                        + " have waiting tasks, which is its limit; use fewer types and sets of capabilities, submit again later, or"
                        + " raise maxLanes";
        return new QueueFullException(Scope.LANES, message, maxLanes);
    }

    /** Returns the scope of the limit. */
    public Scope scope() {
        return scope;
    }

    /** Returns the limit in force, in tasks; of the scope {@link Scope#LANES} in lanes. */
    public long maxQueuedTasks() {
        return maxQueuedTasks;
    }
}
