package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.control.auth.OwnTasks;
import io.codefleet.control.auth.Principal;
import io.codefleet.control.auth.Role;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;

/** Check of the tasks on which a caller may act: a submitter on their own ones only. */
final class TaskRights {
    private TaskRights() {}

    /**
     * Fails with a problem if the caller may not act on this task. One that does not exist is nobody's, as the broker cancels the
     * tasks that name it as their parent.
     */
    static Future<Void> check(ApiCall call, CodefleetClient fleet, String id) {
        return check(call, fleet, id, OwnTasks::include);
    }

    /** Fails with a problem if the caller may not decide on this approval: it has to be for a task of their own. */
    static Future<Void> checkDecision(ApiCall call, CodefleetClient fleet, String id) {
        return check(call, fleet, id, OwnTasks::includeByRoot);
    }

    private static Future<Void> check(
            ApiCall call,
            CodefleetClient fleet,
            String id,
            BiFunction<OwnTasks, TaskSummary, Future<Boolean>> includes) {
        Principal caller = call.caller();
        if (caller.role() != Role.SUBMITTER) {
            return Future.succeededFuture();
        }
        return fleet.task(id)
                .map(found -> found.orElseThrow(() -> new TaskNotFoundException(id)))
                .compose(task -> includes.apply(new OwnTasks(caller, fleet::task), task.summary())
                        .compose(isOwn -> isOwn ? Future.succeededFuture() : Future.failedFuture(refusal(call, task))));
    }

    private static ProblemException refusal(ApiCall call, TaskInfo task) {
        Optional<String> submitter = task.summary().submitter();
        return new ProblemException(Problem.of(
                ProblemKind.NOT_OWN_TASK,
                call.caller().actor() + " has the role " + Role.SUBMITTER.code() + " and acts on own tasks only; '"
                        + task.summary().id() + "' was submitted by " + submitter.orElse("another") + "."));
    }
}
