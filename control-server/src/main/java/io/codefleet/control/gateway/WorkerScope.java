package io.codefleet.control.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.codefleet.DocumentOwner;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tasks that the holder of a worker's key may read and follow: what the key was given, the earlier tasks that those continue,
 * and the requests for approval that it made; it may cancel the latter. A task enters the scope by a proof only: the broker
 * handed it out to the key here, or accepted a renewal or report with the token of its lease. An id of a worker proves
 * nothing, as a client can name any. Its methods may be called from any thread.
 */
final class WorkerScope {
    private static final int MAX_TASKS = 50_000;
    private static final Duration KEPT = Duration.ofDays(1);
    /** So many wrong tokens for a task, and further ones prove nothing: a token must not be found by trying. */
    private static final int MAX_WRONG_TOKENS = 3;

    private final String actor;
    private final Cache<String, Boolean> tasks = cache();
    private final Cache<String, Integer> wrongTokens = cache();
    private final Cache<String, Lease> leases = cache();
    /** When the present process of each worker started. */
    private final Cache<String, Instant> starts = cache();
    /** The last attempt of each task that the key was given. */
    private final Cache<String, Integer> attempts = cache();
    /** Calls whose answers may bring tasks into the scope. */
    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

    WorkerScope(String actor) {
        this.actor = actor;
    }

    private static <T> Cache<String, T> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_TASKS)
                .expireAfterAccess(KEPT)
                .build();
    }

    /** Notes an accepted heartbeat. The broker hands out nothing again that it gave to an earlier process of the worker. */
    void registered(WorkerInfo worker) {
        Instant before = starts.asMap().put(worker.id(), worker.startedAt());
        if (before != null && !before.equals(worker.startedAt())) {
            leases.asMap().values().removeIf(lease -> lease.workerId().equals(worker.id()));
        }
    }

    /**
     * Claims tasks. What the broker handed out before is handed out again to the key that had it only: the broker itself
     * would give it to anyone who names the worker.
     */
    Future<List<Assignment>> claim(ClaimRequest request, Broker broker) {
        if (request.held().isEmpty()) {
            return awaited(broker.claim(request).onSuccess(this::claimed));
        }
        return settled().compose(done -> claimedBefore(request, broker)).compose(again -> {
            int left = request.max() - again.size();
            return left <= 0
                    ? Future.succeededFuture(again)
                    : claim(ClaimRequest.of(request.workerId(), left, request.lease()), broker)
                            .map(claimed -> joined(again, claimed));
        });
    }

    private Future<List<Assignment>> claimedBefore(ClaimRequest request, Broker broker) {
        Set<String> held = request.held().orElse(Set.of());
        List<Lease> unheard = leases.asMap().values().stream()
                .filter(lease -> lease.workerId().equals(request.workerId()) && !held.contains(lease.taskId()))
                .toList();
        if (unheard.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return renew(unheard, request.lease(), broker).compose(renewals -> {
            Set<Lease> own = new HashSet<>();
            for (int i = 0; i < renewals.size(); i++) {
                if (renewals.get(i) != Renewal.LOST) {
                    own.add(unheard.get(i));
                }
            }
            int max = Math.min(own.size(), request.max());
            return max == 0
                    ? Future.succeededFuture(List.of())
                    : broker.claim(new ClaimRequest(request.workerId(), max, request.lease(), request.held()))
                            .map(claimed -> claimed.stream()
                                    .filter(one -> own.contains(one.lease()))
                                    .toList());
        });
    }

    private static List<Assignment> joined(List<Assignment> one, List<Assignment> other) {
        List<Assignment> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private void claimed(List<Assignment> assignments) {
        assignments.forEach(assignment -> {
            leases.put(assignment.lease().taskId(), assignment.lease());
            attempts.put(assignment.lease().taskId(), assignment.lease().attempt());
            addWithPrevious(assignment.task());
        });
    }

    /** Renews leases; those that the broker accepts prove that the key holds their tasks. */
    Future<List<Renewal>> renew(List<Lease> asked, Duration time, Broker broker) {
        Future<List<Renewal>> answer = broker.renew(asked, time);
        awaited(answer.compose(renewals -> {
            Map<String, String> proven = new HashMap<>();
            for (int i = 0; i < renewals.size(); i++) {
                Lease lease = asked.get(i);
                if (renewals.get(i) == Renewal.LOST) {
                    leases.asMap().remove(lease.taskId(), lease);
                }
                proof(lease, renewals.get(i) != Renewal.LOST).ifPresent(task -> proven.put(task, lease.workerId()));
            }
            return addProven(proven, broker);
        }));
        return answer;
    }

    /** Reports attempts and claims; accepted reports prove that the key held their tasks. */
    Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next, Broker broker) {
        boolean listsHeld = next.flatMap(ClaimRequest::held).isPresent();
        Future<ReportReply> answer = awaited(broker.report(reports, listsHeld ? Optional.empty() : next)
                .onSuccess(reply -> {
                    claimed(reply.claimed());
                    for (int i = 0; i < reports.size(); i++) {
                        Lease lease = reports.get(i).lease();
                        leases.asMap().remove(lease.taskId(), lease);
                        proof(lease, reply.accepted().get(i)).ifPresent(this::add);
                    }
                }));
        return listsHeld
                ? answer.compose(
                        reply -> claim(next.get(), broker).map(claimed -> new ReportReply(reply.accepted(), claimed)))
                : answer;
    }

    /** Returns the task if it enters the scope by an accepted token. */
    private Optional<String> proof(Lease lease, boolean isAccepted) {
        String taskId = lease.taskId();
        if (has(taskId) && Objects.equals(attempts.getIfPresent(taskId), lease.attempt())) {
            return Optional.empty();
        }
        if (!isAccepted) {
            wrongTokens.asMap().merge(taskId, 1, Integer::sum);
            return Optional.empty();
        }
        Integer wrong = wrongTokens.getIfPresent(taskId);
        return wrong == null || wrong < MAX_WRONG_TOKENS ? Optional.of(taskId) : Optional.empty();
    }

    /**
     * Adds tasks.
     *
     * @param holders the worker that holds each
     */
    private Future<?> addProven(Map<String, String> holders, Broker broker) {
        return holders.isEmpty()
                ? Future.succeededFuture()
                : broker.find(List.copyOf(holders.keySet()))
                        .onSuccess(found -> found.forEach(info -> addProven(info, holders)));
    }

    private void addProven(TaskInfo info, Map<String, String> holders) {
        String id = info.summary().id();
        addWithPrevious(info.task());
        boolean isHeld = info.summary()
                .workerId()
                .filter(worker -> worker.equals(holders.get(id)))
                .isPresent();
        if (isHeld) {
            attempts.put(id, info.summary().attempt());
        }
    }

    /** Returns whether the key was given the attempt, once the calls that may prove it have their answers. */
    Future<Boolean> ran(DocumentOwner owner) {
        return isGiven(owner) ? Future.succeededFuture(true) : settled().map(settled -> isGiven(owner));
    }

    private boolean isGiven(DocumentOwner owner) {
        Integer attempt = attempts.getIfPresent(owner.taskId());
        return attempt != null && attempt == owner.attempt();
    }

    private <T> Future<T> awaited(Future<T> call) {
        underWay.add(call);
        return call.onComplete(done -> underWay.remove(call));
    }

    /** Completes when the calls that may bring tasks into the scope have their answers. Never fails. */
    private Future<Void> settled() {
        return Future.join(List.copyOf(underWay)).<Void>mapEmpty().otherwiseEmpty();
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
                .onSuccess(found -> found.stream()
                        .filter(this::isSubmitted)
                        .forEach(info -> add(info.summary().id())))
                .compose(found -> settled())
                .map(settled -> {
                    Set<String> known = new HashSet<>(taskIds);
                    known.removeIf(id -> !has(id));
                    return known;
                });
    }

    /** Returns whether the holder of the key submitted the task. */
    Future<Boolean> hasSubmitted(String taskId, Broker broker) {
        return broker.find(List.of(taskId)).map(found -> found.stream().anyMatch(this::isSubmitted));
    }

    private boolean isSubmitted(TaskInfo info) {
        return info.summary().submitter().filter(actor::equals).isPresent();
    }
}
