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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the approvals that wait for a person, at most 50. Any thread may call it. */
public final class WaitingApprovals {
    private static final TaskQuery QUERY = TaskQuery.ALL
            .type(Workflows.APPROVAL_TYPE)
            .statuses(List.of(TaskStatus.QUEUED, TaskStatus.DELAYED))
            .pageSize(50);

    private final CodefleetClient fleet;
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
    public WaitingApprovals(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    /** Returns the approvals that wait now, in no order. */
    public Future<List<Approval>> read() {
        return fleet.tasks(QUERY).compose(page -> {
            Set<String> ids = new HashSet<>();
            List<Future<Optional<TaskInfo>>> unknown = new ArrayList<>();
            for (TaskSummary task : page.items()) {
                ids.add(task.id());
                if (!known.containsKey(task.id())) {
                    unknown.add(fleet.task(task.id()));
                }
            }
            known.keySet().retainAll(ids);
            return Future.all(unknown).map(read -> {
                unknown.forEach(each -> each.result().ifPresent(this::remember));
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
