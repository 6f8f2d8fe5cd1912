package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Broker;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tasks that the holder of a worker's key may read and follow: what the key was given, the earlier tasks that those continue,
 * and the requests for approval that it made; it may cancel the latter. It is filled again from renewals after a restart of the
 * control plane. Its methods may be called from any thread.
 */
final class WorkerScope {
    private static final int MAX_TASKS = 50_000;
    private static final Duration KEPT = Duration.ofDays(1);

    private final String actor;
    private final Cache<String, Boolean> tasks =
            Caffeine.newBuilder().maximumSize(MAX_TASKS).expireAfterAccess(KEPT).build();

    WorkerScope(String actor) {
        this.actor = actor;
    }

    void claimed(Collection<Assignment> assignments) {
        assignments.forEach(assignment -> {
            add(assignment.task().id());
            assignment.task().context().previousTasks().forEach(this::add);
        });
    }

    void read(TaskInfo info) {
        info.task().context().previousTasks().forEach(this::add);
    }

    void add(String taskId) {
        tasks.put(taskId, true);
    }

    /**
     * Returns whether a worker may submit the task: a request for approval about a task that the worker was given. One
     * that continues tasks would bring those into the scope.
     */
    boolean maySubmit(Task task) {
        return task.type().equals(Workflows.APPROVAL_TYPE)
                && task.context().previousTasks().isEmpty()
                && task.parentId()
                        .filter(parent -> tasks.getIfPresent(parent) != null)
                        .isPresent();
    }

    /** Returns those of the tasks that are in the scope. */
    Future<Set<String>> known(Collection<String> taskIds, Broker broker) {
        Set<String> known = new HashSet<>(taskIds);
        known.removeIf(id -> tasks.getIfPresent(id) == null);
        List<String> others =
                taskIds.stream().filter(id -> !known.contains(id)).distinct().toList();
        if (others.isEmpty()) {
            return Future.succeededFuture(known);
        }
        return broker.find(others).map(found -> {
            found.stream().filter(this::isOwn).forEach(info -> {
                add(info.summary().id());
                known.add(info.summary().id());
            });
            return known;
        });
    }

    /** Returns whether the holder of the key submitted the task. */
    Future<Boolean> hasSubmitted(String taskId, Broker broker) {
        return broker.find(List.of(taskId)).map(found -> found.stream().anyMatch(this::isOwn));
    }

    private boolean isOwn(TaskInfo info) {
        return info.summary().submitter().filter(actor::equals).isPresent();
    }
}
