package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.vertx.core.Future;

/** Has a handler's results fit into what the fleet stores. */
final class FittingHandler implements TaskHandler {
    private final TaskHandler handler;
    private final int maxBytes;

    /**
     * Creates a handler whose results have a largest size.
     *
     * @param maxBytes the largest result, as JSON
     */
    FittingHandler(TaskHandler handler, int maxBytes) {
        this.handler = handler;
        this.maxBytes = maxBytes;
    }

    @Override
    public Future<TaskResult> handle(Attempt attempt) {
        return handler.handle(attempt)
                .map(result -> ResultFit.fit(attempt.task().id(), result, maxBytes));
    }
}
