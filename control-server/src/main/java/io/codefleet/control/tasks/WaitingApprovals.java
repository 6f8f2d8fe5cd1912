package io.codefleet.control.tasks;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Reads the approvals that wait for a person. The broker lists those among its newest tasks, the read model older ones, however many
 * tasks came after them. Any thread may call it.
 */
public final class WaitingApprovals {
    private static final int MAX = 200;
    private static final List<TaskStatus> WAITING = List.of(TaskStatus.QUEUED, TaskStatus.DELAYED);
    private static final TaskQuery QUERY =
            TaskQuery.ALL.type(Workflows.APPROVAL_TYPE).statuses(WAITING).pageSize(MAX);
    private static final TaskFilter FILTER = TaskFilter.ALL
            .with(TaskFacet.TYPE, Set.of(Workflows.APPROVAL_TYPE))
            .with(TaskFacet.STATUS, WAITING.stream().map(TaskStatus::code).collect(Collectors.toSet()));

    private final CodefleetClient fleet;
    private final TaskReadModel tasks;
    /** The time that an approval has never changes. */
    private final Map<String, Approval> known = new ConcurrentHashMap<>();

    /** An approval and the time that it has. */
    public record Approval(String id, Instant submittedAt, Instant endsAt) {
        /** Returns the share of its time that the approval has waited. */
        public double waitedShare(Instant now) {
            double all = Duration.between(submittedAt, endsAt).toMillis();
            return Duration.between(submittedAt, now).toMillis() / Math.max(all, 1000);
        }
    }

    /** Creates a reader of one fleet. */
    public WaitingApprovals(CodefleetClient fleet, TaskReadModel tasks) {
        this.fleet = fleet;
        this.tasks = tasks;
    }

    /** Returns the approvals that wait now, the newest first, at most 200 of the broker and of the read model. */
    public Future<List<TaskSummary>> list() {
        return fleet.tasks(QUERY).compose(page -> {
            if (page.next().isEmpty()) {
                return Future.succeededFuture(page.items());
            }
            return tasks.search(FILTER, TaskOrder.NEWEST, Optional.empty(), MAX)
                    .map(found -> joined(page.items(), found.items()));
        });
    }

    private static List<TaskSummary> joined(List<TaskSummary> newest, List<TaskSummary> all) {
        Map<String, TaskSummary> byId = new LinkedHashMap<>();
        newest.forEach(task -> byId.put(task.id(), task));
        all.forEach(task -> byId.putIfAbsent(task.id(), task));
        return List.copyOf(byId.values());
    }

    /** Returns the approvals that wait now, in no order. */
    public Future<List<Approval>> read() {
        return read(Set.of());
    }

    /**
     * Returns the approvals that wait now, in no order.
     *
     * @param also approvals that are found, if they wait, also where so many others wait that they are not listed
     */
    public Future<List<Approval>> read(Set<String> also) {
        return list().compose(waiting -> {
            Set<String> ids = new HashSet<>();
            List<Future<Optional<TaskInfo>>> unknown = new ArrayList<>();
            for (TaskSummary task : waiting) {
                ids.add(task.id());
                if (!known.containsKey(task.id())) {
                    unknown.add(fleet.task(task.id()));
                }
            }
            known.keySet().retainAll(ids);
            also.stream().filter(id -> !ids.contains(id)).map(fleet::task).forEach(unknown::add);
            return Future.all(unknown).map(read -> {
                unknown.forEach(each ->
                        each.result().filter(info -> info.outcome().isEmpty()).ifPresent(this::remember));
                return List.copyOf(known.values());
            });
        });
    }

    private void remember(TaskInfo info) {
        TaskSummary summary = info.summary();
        known.put(
                summary.id(),
                new Approval(
                        summary.id(),
                        summary.submittedAt(),
                        summary.submittedAt().plus(info.task().limits().queueTimeout())));
    }
}
