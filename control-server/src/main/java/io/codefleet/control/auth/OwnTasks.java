package io.codefleet.control.auth;

import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The tasks of one caller: those that they submitted, whichever of their keys they used, and the parts of such tasks, such as the
 * steps of a run and the requests of an agent for approval.
 */
public final class OwnTasks {
    /** How far up the parents of a task are looked at. */
    private static final int MAX_DEPTH = 16;

    private final Principal caller;
    private final Function<String, Future<Optional<TaskInfo>>> find;

    /**
     * Creates the tasks of a caller.
     *
     * @param find finds a task of the fleet by its id
     */
    public OwnTasks(Principal caller, Function<String, Future<Optional<TaskInfo>>> find) {
        this.caller = caller;
        this.find = find;
    }

    /** Returns whether the caller submitted this task, or one that it is a part of. */
    public Future<Boolean> include(TaskSummary task) {
        return include(task, MAX_DEPTH);
    }

    /**
     * Returns whether the caller submitted the task that this one is at last a part of. Anybody may submit a task as a part of that
     * of another, also the one that a run is about to submit, so that to have submitted the part alone gives no right to decide.
     */
    public Future<Boolean> includeByRoot(TaskSummary task) {
        return includeByRoot(task, MAX_DEPTH);
    }

    private Future<Boolean> include(TaskSummary task, int depth) {
        if (isSubmittedByCaller(task)) {
            return Future.succeededFuture(true);
        }
        return ofParent(task, depth, this::include);
    }

    private Future<Boolean> includeByRoot(TaskSummary task, int depth) {
        if (task.parentId().isEmpty()) {
            return Future.succeededFuture(isSubmittedByCaller(task));
        }
        return ofParent(task, depth, this::includeByRoot);
    }

    private Future<Boolean> ofParent(
            TaskSummary task, int depth, BiFunction<TaskSummary, Integer, Future<Boolean>> check) {
        if (task.parentId().isEmpty() || depth == 0) {
            return Future.succeededFuture(false);
        }
        // A task that came later, under the id that was named as the parent, is another one.
        return find.apply(task.parentId().get())
                .compose(found -> found.map(TaskInfo::summary)
                        .filter(parent -> !parent.submittedAt().isAfter(task.submittedAt()))
                        .map(parent -> check.apply(parent, depth - 1))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private boolean isSubmittedByCaller(TaskSummary task) {
        return task.submitter().filter(this::isOwn).isPresent();
    }

    /** Returns whether an actor is the caller. The holder of a token is another than the owner of keys with the same name. */
    private boolean isOwn(String actor) {
        if (actor.equals(caller.actor())) {
            return true;
        }
        int end = actor.lastIndexOf('#');
        return !caller.keyId().isEmpty()
                && !actor.endsWith(JwtClaims.ACTOR_END)
                && end >= 0
                && actor.substring(0, end).equals(caller.owner());
    }
}
