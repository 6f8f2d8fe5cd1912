package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;

import io.codefleet.AuditQuery;
import io.codefleet.Checkpoint;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.Progress;
import io.codefleet.TaskError;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.codefleet.broker.ApprovalDecision;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One broker and the attempts that were claimed from it. What it shows leaves out times, tokens and cursors. */
final class ObservedBroker {
    private static final Duration LONG = Duration.ofHours(2);

    private final Broker broker;
    private final List<Assignment> claimed = new ArrayList<>();
    private final Map<String, Set<String>> held = new HashMap<>();

    ObservedBroker(Broker broker) {
        this.broker = broker;
    }

    /** Returns the result of a call as text, or the type of its failure. */
    private static <T> String observe(Future<T> future, Function<T, Object> view) {
        return get(future.transform(ended -> Future.succeededFuture(
                ended.succeeded()
                        ? String.valueOf(view.apply(ended.result()))
                        : ended.cause().getClass().getSimpleName())));
    }

    String play(BrokerStep step) {
        if (step instanceof BrokerStep.Submit submit) {
            return observe(
                    broker.submit(submit.tasks()),
                    replies -> replies.stream().map(BrokerViews::view).toList());
        } else if (step instanceof BrokerStep.ReplayTask replay) {
            return observe(
                    broker.replay(List.of(replay.task())),
                    replies -> replies.stream().map(BrokerViews::view).toList());
        } else if (step instanceof BrokerStep.Beat beat) {
            return observe(broker.heartbeat(worker(beat), LONG), done -> "beat");
        } else if (step instanceof BrokerStep.Unregister unregister) {
            return observe(broker.unregister("w" + unregister.worker()), done -> "left");
        } else if (step instanceof BrokerStep.Claim claim) {
            return observe(broker.claim(ClaimRequest.of("w" + claim.worker(), claim.max(), LONG)), this::take);
        } else if (step instanceof BrokerStep.ClaimAgain claim) {
            return claimAgain(claim);
        } else if (step instanceof BrokerStep.Cancel cancel) {
            return observe(broker.cancel(cancel.taskId(), "enough"), Object::toString);
        } else if (step instanceof BrokerStep.Follow follow) {
            return observe(broker.follow(follow.taskIds()), BrokerViews::view);
        } else if (step instanceof BrokerStep.Purge purge) {
            return observe(broker.purge(TaskQuery.ALL.statuses(purge.statuses()), purge.max()), Object::toString);
        } else if (step instanceof BrokerStep.PurgeDeadLetters purge) {
            return observe(broker.purgeDeadLetters(purge.taskIds()), Object::toString);
        } else if (step instanceof BrokerStep.Plain plain) {
            return switch (plain) {
                case PAUSE -> observe(broker.pause(), done -> "paused");
                case RESUME -> observe(broker.resume(), done -> "resumed");
                case REAP -> observe(broker.runMaintenance(), wait -> "reaped");
            };
        }
        return claimed.isEmpty() ? "nothing claimed" : withAttempt(step);
    }

    private String withAttempt(BrokerStep step) {
        if (step instanceof BrokerStep.Complete complete) {
            Assignment of = attempt(complete.attempt());
            String worker = of.lease().workerId();
            return report(
                    new AttemptReport.Completed(
                            of.lease(),
                            TaskResult.text("done in " + of.lease().attempt()).usage(usage(of.lease()))),
                    complete.andClaim() ? Optional.of(ClaimRequest.of(worker, 1, LONG)) : Optional.empty());
        } else if (step instanceof BrokerStep.Fail fail) {
            return report(failed(attempt(fail.attempt()), Optional.empty()), Optional.empty());
        } else if (step instanceof BrokerStep.Decide decide) {
            return report(decision(attempt(decide.attempt()).lease(), decide), Optional.empty());
        } else if (step instanceof BrokerStep.Retry retry) {
            Duration wait = retry.later() ? Duration.ofHours(1) : Duration.ZERO;
            return report(failed(attempt(retry.attempt()), Optional.of(wait)), Optional.empty());
        } else if (step instanceof BrokerStep.Release release) {
            Lease lease = attempt(release.attempt()).lease();
            return report(new AttemptReport.Released(lease, usage(lease)), Optional.empty());
        } else if (step instanceof BrokerStep.Cancelled cancelled) {
            Lease lease = attempt(cancelled.attempt()).lease();
            return report(new AttemptReport.Cancelled(lease, "enough", usage(lease)), Optional.empty());
        } else if (step instanceof BrokerStep.Renew renew) {
            return observe(broker.renew(List.of(attempt(renew.attempt()).lease()), LONG), Object::toString);
        } else if (step instanceof BrokerStep.Save save) {
            Checkpoint state = Checkpoint.of(Map.of("at", save.value()));
            return observe(broker.checkpoint(attempt(save.attempt()).lease(), state), done -> "saved");
        } else if (step instanceof BrokerStep.WriteDocument write) {
            String kind = kind(attempt(write.attempt()).lease());
            Document document = new Document(kind, "part", write.version(), step.toString());
            return observe(broker.documents().put(document), Object::toString);
        } else if (step instanceof BrokerStep.PublishProgress say) {
            Lease lease = attempt(say.attempt()).lease();
            Progress progress =
                    new Progress(lease.taskId(), lease.attempt(), Instant.EPOCH, "text", say.text(), Map.of());
            return observe(broker.progress(lease, progress), done -> "said");
        }
        throw new AssertionError("unknown: " + step);
    }

    private static String kind(Lease lease) {
        return new DocumentOwner(lease.taskId(), lease.attempt()).kind();
    }

    private Assignment attempt(int number) {
        return claimed.get(number % claimed.size());
    }

    private static AttemptReport failed(Assignment of, Optional<Duration> retryIn) {
        TaskError error = TaskError.of(
                        ErrorKind.TRANSIENT, "broken in " + of.lease().attempt())
                .at(of.lease().attempt(), of.lease().workerId());
        return new AttemptReport.Failed(of.lease(), error, retryIn, usage(of.lease()));
    }

    private static AttemptReport decision(Lease lease, BrokerStep.Decide decide) {
        Map<String, Object> data = ApprovalDecision.data(decide.approves(), decide.by(), "so - in " + lease.attempt());
        if (decide.approves()) {
            return new AttemptReport.Completed(
                    lease, TaskResult.text("yes").data(data).usage(usage(lease)));
        }
        TaskError error = TaskError.of(ErrorKind.PERMANENT, "no").details(data).at(lease.attempt(), lease.workerId());
        return new AttemptReport.Failed(lease, error, Optional.empty(), usage(lease));
    }

    /** Returns the usage that an attempt reports; every third attempt costs nothing. */
    private static Usage usage(Lease lease) {
        int attempt = lease.attempt();
        return attempt % 3 == 0
                ? Usage.NONE
                : Usage.builder()
                        .inputTokens(attempt)
                        .outputTokens(1)
                        .reasoningTokens(2)
                        .cacheReadTokens(3)
                        .cacheWriteTokens(4)
                        .cost(BigDecimal.valueOf(attempt, 2))
                        .build();
    }

    private String report(AttemptReport report, Optional<ClaimRequest> next) {
        held.getOrDefault(report.lease().workerId(), new LinkedHashSet<>())
                .remove(report.lease().taskId());
        return observe(
                broker.report(List.of(report), next), (ReportReply reply) -> reply.accepted() + take(reply.claimed()));
    }

    private String claimAgain(BrokerStep.ClaimAgain claim) {
        String worker = "w" + claim.worker();
        List<String> known = new ArrayList<>(held.getOrDefault(worker, Set.of()));
        Set<String> but = known.isEmpty() ? Set.of() : Set.copyOf(known.subList(0, known.size() - 1));
        // which leases come first is not said, so all of them are asked for
        return observe(
                broker.claim(new ClaimRequest(worker, 50, LONG, Optional.of(but))),
                given -> take(given.stream()
                        .sorted(Comparator.comparing(one -> one.lease().taskId()))
                        .toList()));
    }

    private String take(List<Assignment> given) {
        List<String> views = new ArrayList<>();
        for (Assignment one : given) {
            claimed.add(one);
            held.computeIfAbsent(one.lease().workerId(), id -> new LinkedHashSet<>())
                    .add(one.lease().taskId());
            views.add(one.lease().taskId() + "/" + one.lease().attempt() + "/" + one.failures() + "/"
                    + one.task().prompt() + one.task().headers() + "/"
                    + one.checkpoint().map(Checkpoint::state));
        }
        return views.toString();
    }

    private static WorkerInfo worker(BrokerStep.Beat beat) {
        return WorkerInfo.builder("w" + beat.worker(), WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(beat.types()))
                .capabilities(new TreeSet<>(beat.offers()))
                .concurrency(4)
                .performance(record(beat.worker()))
                .build();
    }

    /**
     * Returns the performance of a worker. The first is good at tasks of type a, the second at those of type b, and the third
     * has no record.
     */
    private static WorkerPerformance record(int worker) {
        WorkerPerformance good = new WorkerPerformance(20, 0, 0, Duration.ZERO);
        WorkerPerformance bad = new WorkerPerformance(1, 40, 2, Duration.ZERO);
        return switch (worker) {
            case 0 -> good.byType(Map.of("a", good, "b", bad));
            case 1 -> bad.byType(Map.of("a", bad, "b", good));
            default -> WorkerPerformance.NONE;
        };
    }

    /**
     * Returns the state of the tasks with these ids and of the namespace, as calls show them. The calls are made at once, as
     * each wait for an answer costs more than the answer.
     */
    Future<String> state(List<String> taskIds) {
        List<Future<List<String>>> parts = List.of(
                broker.find(taskIds)
                        .map(tasks -> tasks.stream().map(BrokerViews::view).toList()),
                listed("listed ", TaskQuery.ALL),
                listed("listed by tag ", TaskQuery.ALL.tag("priority", "5")),
                broker.stats().map(stats -> List.of(BrokerViews.view(stats))),
                broker.spending(Optional.empty())
                        .map(keys -> List.of("spent "
                                + keys.stream()
                                        .map(spending -> spending.key() + spending.total() + spending.ofToday())
                                        .toList())),
                broker.workers()
                        .map(workers -> List.of("workers "
                                + workers.stream()
                                        .map(worker -> worker.id() + " " + worker.state() + " " + worker.types()
                                                + worker.capabilities())
                                        .sorted()
                                        .toList())));
        return Future.all(parts)
                .map(all ->
                        parts.stream().flatMap(part -> part.result().stream()).collect(Collectors.joining("\n")));
    }

    private Future<List<String>> listed(String title, TaskQuery query) {
        return broker.list(query.pageSize(1000))
                .map(page -> List.of(
                        title + page.items().stream().map(TaskSummary::id).toList()));
    }

    /** Returns all events, all audit entries and the documents of all attempts. */
    String history() {
        // the children of a cancelled task end in no set order, so the events of each are compared apart
        Map<String, List<String>> of = new TreeMap<>();
        EventBatch batch = get(broker.events(Optional.of(EventQuery.OLDEST), 1000, Duration.ZERO));
        while (!batch.events().isEmpty()) {
            batch.events()
                    .forEach(event -> of.computeIfAbsent(BrokerViews.subject(event), id -> new ArrayList<>())
                            .add(BrokerViews.view(event)));
            batch = get(broker.events(Optional.of(batch.cursor()), 1000, Duration.ZERO));
        }
        List<String> lines = new ArrayList<>();
        of.forEach((subject, published) -> lines.add(subject + " " + published));
        // a broker may write several entries of one step
        get(broker.audit(AuditQuery.ALL.pageSize(1000))).items().stream()
                .flatMap(entry ->
                        entry.subjects().stream().map(subject -> entry.action() + " " + subject + " " + entry.detail()))
                .sorted()
                .forEach(lines::add);
        claimed.stream()
                .map(each -> kind(each.lease()))
                .distinct()
                .forEach(kind -> lines.add(kind + " " + get(broker.documents().list(kind))));
        return String.join("\n", lines);
    }
}
