package io.codefleet.internal.client;

import io.codefleet.CancelResult;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Operations that a handle needs for its task. */
record TaskAccess(BrokerLink link, OutcomeWaiter outcomes, ProgressHub progress) {
    Future<Optional<TaskInfo>> find(String taskId) {
        return link.ask(broker -> broker.find(List.of(taskId)))
                .map(found -> found.stream().findFirst());
    }

    Future<CancelResult> cancel(String taskId, String reason) {
        // It is kept with the task and all its descendants.
        String bounded = TaskError.of(ErrorKind.PERMANENT, reason).message();
        return link.ask(broker -> broker.cancel(taskId, bounded));
    }
}
