package io.codefleet.control.gateway;

import io.codefleet.TaskInfo;
import io.codefleet.broker.Broker;
import io.codefleet.control.auth.OwnTasks;
import io.codefleet.control.auth.Principal;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Check of the tasks that the holder of a submitter's key may cancel: own ones only. */
final class SubmitterScope {
    private SubmitterScope() {}

    /** Fails if the task exists and is not one of the caller's. */
    static Future<Void> check(Principal caller, Broker broker, String taskId) {
        return find(broker, taskId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : new OwnTasks(caller, id -> find(broker, id))
                                .include(found.get().summary())
                                .compose(isOwn -> isOwn
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(new BrokerRefusedException(
                                                "the key of " + caller.actor() + " cancels its owner's tasks only; '"
                                                        + taskId
                                                        + "' was submitted by "
                                                        + found.get()
                                                                .summary()
                                                                .submitter()
                                                                .orElse("another"),
                                                null))));
    }

    private static Future<Optional<TaskInfo>> find(Broker broker, String taskId) {
        return broker.find(List.of(taskId)).map(found -> found.stream().findFirst());
    }
}
