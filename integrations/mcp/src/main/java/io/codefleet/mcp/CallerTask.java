package io.codefleet.mcp;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Source of the task whose agent is on the other side of a connection. It is asked before each call, as a connection may outlive a
 * task.
 */
@FunctionalInterface
public interface CallerTask {
    /** The source of a connection from outside the fleet. */
    CallerTask NONE = () -> Future.succeededFuture(Optional.empty());

    /**
     * Finds the task. A failure refuses the call: a connection that belongs to a worker must not count as one from outside.
     *
     * @return the id of the task; empty for a program outside the fleet
     */
    Future<Optional<String>> find();
}
