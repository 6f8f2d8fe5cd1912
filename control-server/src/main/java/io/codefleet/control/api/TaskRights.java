package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskInfo;
import io.codefleet.control.auth.OwnTasks;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import java.util.Optional;

/** Check of the tasks on which a caller may act: a submitter on their own ones only. */
final class TaskRights {
    private TaskRights() {}

    /** Fails with a problem if the caller may not act on this task. A task that does not exist is not refused here. */
    static Future<Void> check(ApiCall call, CodefleetClient fleet, String id) {
        Principal caller = call.caller();
        if (caller.role() != Role.SUBMITTER) {
            return Future.succeededFuture();
        }
        return fleet.task(id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : new OwnTasks(caller, fleet::task)
                                .include(found.get().summary())
                                .compose(isOwn -> isOwn
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(refusal(call, found.get()))));
    }

    private static ProblemException refusal(ApiCall call, TaskInfo task) {
        Optional<String> submitter = task.summary().submitter();
        return new ProblemException(Problem.of(
                ProblemKind.NOT_OWN_TASK,
                call.caller().actor() + " has the role " + Role.SUBMITTER.code() + " and acts on own tasks only; '"
                        + task.summary().id() + "' was submitted by " + submitter.orElse("another") + "."));
    }
}
