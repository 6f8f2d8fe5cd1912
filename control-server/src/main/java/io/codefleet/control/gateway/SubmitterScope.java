package io.codefleet.control.gateway;

import io.codefleet.CancelResult;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Broker;
import io.codefleet.control.auth.OwnTasks;
import io.codefleet.control.auth.Principal;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Cancels by the holder of a submitter's key: of own tasks only. */
final class SubmitterScope {
    private SubmitterScope() {}

    /** Cancels a task of the caller. One that does not exist is nobody's, and tasks that name it as their parent stay. */
    static Future<CancelResult> cancel(Principal caller, Broker broker, String taskId, String reason) {
        return find(broker, taskId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(CancelResult.NOT_FOUND)
                        : cancel(caller, broker, found.get().summary(), reason));
    }

    private static Future<CancelResult> cancel(Principal caller, Broker broker, TaskSummary task, String reason) {
        return new OwnTasks(caller, id -> find(broker, id))
                .include(task)
                .compose(isOwn -> isOwn
                        ? broker.cancel(task.id(), reason)
                        : Future.failedFuture(new BrokerRefusedException(
                                "the key of " + caller.actor() + " cancels its owner's tasks only; '" + task.id()
                                        + "' was submitted by "
                                        + task.submitter().orElse("another"),
                                null)));
    }

    private static Future<Optional<TaskInfo>> find(Broker broker, String taskId) {
        return broker.find(List.of(taskId)).map(found -> found.stream().findFirst());
    }
}
