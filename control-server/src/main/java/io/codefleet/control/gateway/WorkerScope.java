package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.Page;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Broker;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that the holder of a worker's key may read and follow: what the key was given, the earlier tasks that those continue,
 * and the requests for approval that it made; it may cancel the latter. A scope that has just begun, as after a restart of the
 * control plane, asks the broker which tasks the workers of the key hold. Its methods may be called from any thread.
 */
final class WorkerScope {
    private static final int MAX_TASKS = 50_000;
    private static final int MAX_WORKERS = 10_000;
    private static final int PAGE = 1000;
    private static final Duration KEPT = Duration.ofDays(1);

    private final String actor;
    private final Cache<String, Boolean> tasks =
            Caffeine.newBuilder().maximumSize(MAX_TASKS).expireAfterAccess(KEPT).build();
    /** The workers of the key; the value is whether the tasks that the worker held before are in the scope. */
    private final Cache<String, Boolean> workers = Caffeine.newBuilder()
            .maximumSize(MAX_WORKERS)
            .expireAfterAccess(KEPT)
            .build();

    private @Nullable Future<Void> recovery;

    WorkerScope(String actor) {
        this.actor = actor;
    }

    /** Adds the workers that a new connection serves: another control plane may have given them tasks. */
    void connected(Collection<String> workerIds) {
        workerIds.forEach(id -> workers.put(id, false));
    }

    /** Adds a worker that a connection serves. */
    void serves(String workerId) {
        if (workers.getIfPresent(workerId) == null) {
            workers.put(workerId, false);
        }
    }

    void claimed(Collection<Assignment> assignments) {
        assignments.forEach(assignment -> addWithPrevious(assignment.task()));
    }

    void read(TaskInfo info) {
        info.task().context().previousTasks().forEach(this::add);
    }

    void add(String taskId) {
        tasks.put(taskId, true);
    }

    private void addWithPrevious(Task task) {
        add(task.id());
        task.context().previousTasks().forEach(this::add);
    }

    private boolean has(String taskId) {
        return tasks.getIfPresent(taskId) != null;
    }

    /**
     * Returns whether a worker may submit the tasks: requests for approval about tasks that the worker was given. One
     * that continues tasks would bring those into the scope.
     */
    Future<Boolean> maySubmit(List<Task> requests, Broker broker) {
        boolean areRequests = requests.stream()
                .allMatch(task -> task.type().equals(Workflows.APPROVAL_TYPE)
                        && task.context().previousTasks().isEmpty()
                        && task.parentId().isPresent());
        if (!areRequests) {
            return Future.succeededFuture(false);
        }
        Set<String> parents = new HashSet<>();
        requests.forEach(task -> task.parentId().ifPresent(parents::add));
        return known(parents, broker).map(known -> known.containsAll(parents));
    }

    /** Returns those of the tasks that are in the scope. */
    Future<Set<String>> known(Collection<String> taskIds, Broker broker) {
        List<String> others = taskIds.stream().filter(id -> !has(id)).distinct().toList();
        if (others.isEmpty()) {
            return Future.succeededFuture(new HashSet<>(taskIds));
        }
        return broker.find(others)
                .onSuccess(found -> found.forEach(this::addIfOwn))
                .compose(found -> taskIds.stream().allMatch(this::has) ? Future.succeededFuture() : recover(broker))
                .map(recovered -> {
                    Set<String> known = new HashSet<>(taskIds);
                    known.removeIf(id -> !has(id));
                    return known;
                });
    }

    private void addIfOwn(TaskInfo info) {
        if (isSubmitted(info)) {
            add(info.summary().id());
        } else if (isHeld(info.summary())) {
            addWithPrevious(info.task());
        }
    }

    /** Returns whether the holder of the key submitted the task. */
    Future<Boolean> hasSubmitted(String taskId, Broker broker) {
        return broker.find(List.of(taskId)).map(found -> found.stream().anyMatch(this::isSubmitted));
    }

    private boolean isSubmitted(TaskInfo info) {
        return info.summary().submitter().filter(actor::equals).isPresent();
    }

    private boolean isHeld(TaskSummary task) {
        return task.status() == TaskStatus.RUNNING
                && task.workerId().map(workers::getIfPresent).isPresent();
    }

    /**
     * Adds the tasks that the workers of the key hold, and those that these continue, to the scope; once for each
     * worker.
     */
    private synchronized Future<Void> recover(Broker broker) {
        if (recovery != null) {
            return recovery.transform(done -> recover(broker));
        }
        Set<String> unread = new HashSet<>(workers.asMap().keySet());
        unread.removeIf(id -> Boolean.TRUE.equals(workers.getIfPresent(id)));
        if (unread.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<Void> reading =
                readHeld(broker, TaskQuery.ALL.status(TaskStatus.RUNNING).pageSize(PAGE));
        recovery = reading;
        return reading.onComplete(done -> recovered(unread, done.succeeded()));
    }

    private synchronized void recovered(Set<String> workerIds, boolean isRead) {
        recovery = null;
        if (isRead) {
            workerIds.forEach(id -> workers.put(id, true));
        }
    }

    private Future<Void> readHeld(Broker broker, TaskQuery query) {
        return broker.list(query).compose(page -> {
            List<String> held = page.items().stream()
                    .filter(this::isHeld)
                    .map(TaskSummary::id)
                    .filter(id -> !has(id))
                    .toList();
            Future<?> read = held.isEmpty()
                    ? Future.succeededFuture()
                    : broker.find(held).onSuccess(found -> found.forEach(this::addIfOwn));
            return read.compose(added -> next(broker, query, page));
        });
    }

    private Future<Void> next(Broker broker, TaskQuery query, Page<TaskSummary> page) {
        Optional<TaskQuery> next = page.next().map(query::from);
        return next.isPresent() ? readHeld(broker, next.get()) : Future.succeededFuture();
    }
}
