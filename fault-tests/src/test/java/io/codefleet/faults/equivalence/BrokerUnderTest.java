package io.codefleet.faults.equivalence;

import io.codefleet.AttemptInfo;
import io.codefleet.AuditQuery;
import io.codefleet.Checkpoint;
import io.codefleet.ConnectionState;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerLoad;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Lease;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.SubmitReply;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One broker, with what was claimed of it. What it tells of a step leaves out times, tokens and cursors. */
final class BrokerUnderTest {
    private static final Duration LONG = Duration.ofHours(2);

    private final Broker broker;
    private final List<Assignment> claimed = new ArrayList<>();
    private final Map<String, Set<String>> held = new HashMap<>();

    BrokerUnderTest(Broker broker) {
        this.broker = broker;
    }

    /** Hears nothing: what clients are told is the business of other tests. */
    static final BrokerListener DEAF = new BrokerListener() {
        @Override
        public void onOutcome(Outcome outcome) {}

        @Override
        public void onProgress(Progress progress) {}

        @Override
        public void onConnectionState(ConnectionState state) {}
    };

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        }
    }

    /** What a call comes to, its failure included. */
    private static <T> String observe(Future<T> future, Function<T, Object> view) {
        return get(future.transform(ended -> Future.succeededFuture(
                ended.succeeded()
                        ? String.valueOf(view.apply(ended.result()))
                        : ended.cause().getClass().getSimpleName())));
    }

    String play(Op op) {
        if (op instanceof Op.Submit submit) {
            return observe(
                    broker.submit(submit.tasks()),
                    replies -> replies.stream().map(BrokerUnderTest::view).toList());
        } else if (op instanceof Op.Replay replay) {
            return observe(
                    broker.replay(List.of(replay.task())),
                    replies -> replies.stream().map(BrokerUnderTest::view).toList());
        } else if (op instanceof Op.Beat beat) {
            return observe(broker.heartbeat(worker(beat), LONG), done -> "beat");
        } else if (op instanceof Op.Unregister unregister) {
            return observe(broker.unregister("w" + unregister.worker()), done -> "left");
        } else if (op instanceof Op.Claim claim) {
            return observe(broker.claim(ClaimRequest.of("w" + claim.worker(), claim.max(), LONG)), this::take);
        } else if (op instanceof Op.ClaimAgain claim) {
            return claimAgain(claim);
        } else if (op instanceof Op.Cancel cancel) {
            return observe(broker.cancel(cancel.taskId(), "enough"), Object::toString);
        } else if (op instanceof Op.Follow follow) {
            return observe(broker.follow(follow.taskIds()), BrokerUnderTest::view);
        } else if (op instanceof Op.Purge purge) {
            return observe(broker.purge(TaskQuery.ALL.statuses(purge.statuses()), purge.max()), Object::toString);
        } else if (op instanceof Op.Plain plain) {
            return switch (plain) {
                case PAUSE -> observe(broker.pause(), done -> "paused");
                case RESUME -> observe(broker.resume(), done -> "resumed");
                case REAP -> observe(broker.runMaintenance(), wait -> "reaped");
            };
        }
        return claimed.isEmpty() ? "nothing claimed" : withAttempt(op);
    }

    private String withAttempt(Op op) {
        if (op instanceof Op.Complete complete) {
            Assignment of = attempt(complete.attempt());
            String worker = of.lease().workerId();
            return report(
                    new AttemptReport.Completed(
                            of.lease(),
                            TaskResult.text("done in " + of.lease().attempt()).usage(usage(of.lease()))),
                    complete.andClaim() ? Optional.of(ClaimRequest.of(worker, 1, LONG)) : Optional.empty());
        } else if (op instanceof Op.Fail fail) {
            return report(failed(attempt(fail.attempt()), Optional.empty()), Optional.empty());
        } else if (op instanceof Op.Retry retry) {
            Duration wait = retry.later() ? Duration.ofHours(1) : Duration.ZERO;
            return report(failed(attempt(retry.attempt()), Optional.of(wait)), Optional.empty());
        } else if (op instanceof Op.Release release) {
            Lease lease = attempt(release.attempt()).lease();
            return report(new AttemptReport.Released(lease, usage(lease)), Optional.empty());
        } else if (op instanceof Op.Cancelled cancelled) {
            Lease lease = attempt(cancelled.attempt()).lease();
            return report(new AttemptReport.Cancelled(lease, "enough", usage(lease)), Optional.empty());
        } else if (op instanceof Op.Renew renew) {
            return observe(broker.renew(List.of(attempt(renew.attempt()).lease()), LONG), Object::toString);
        } else if (op instanceof Op.Save save) {
            Checkpoint state = Checkpoint.of(Map.of("at", save.value()));
            return observe(broker.checkpoint(attempt(save.attempt()).lease(), state), done -> "saved");
        } else if (op instanceof Op.PublishProgress say) {
            Lease lease = attempt(say.attempt()).lease();
            Progress progress =
                    new Progress(lease.taskId(), lease.attempt(), Instant.EPOCH, "text", say.text(), Map.of());
            return observe(broker.progress(lease, progress), done -> "said");
        }
        throw new AssertionError("unknown: " + op);
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

    /** Every third attempt costs nothing. */
    private static Usage usage(Lease lease) {
        int attempt = lease.attempt();
        return attempt % 3 == 0 ? Usage.NONE : new Usage(attempt, 1, 2, 3, 4, BigDecimal.valueOf(attempt, 2));
    }

    private String report(AttemptReport report, Optional<ClaimRequest> next) {
        held.getOrDefault(report.lease().workerId(), new LinkedHashSet<>())
                .remove(report.lease().taskId());
        return observe(
                broker.report(List.of(report), next), (ReportReply reply) -> reply.accepted() + take(reply.claimed()));
    }

    private String claimAgain(Op.ClaimAgain claim) {
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
                    + one.task().prompt() + "/" + one.checkpoint().map(Checkpoint::state));
        }
        return views.toString();
    }

    private static WorkerInfo worker(Op.Beat beat) {
        return new WorkerInfo(
                "w" + beat.worker(),
                WorkerState.ONLINE,
                new TreeSet<>(beat.types()),
                new TreeSet<>(beat.offers()),
                4,
                0,
                WorkerLoad.UNKNOWN,
                record(beat.worker()),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
    }

    /** The first is good at tasks of type a, the second at those of type b, the third has not shown it. */
    private static WorkerPerformance record(int worker) {
        WorkerPerformance good = new WorkerPerformance(20, 0, 0, Duration.ZERO);
        WorkerPerformance bad = new WorkerPerformance(1, 40, 2, Duration.ZERO);
        return switch (worker) {
            case 0 -> good.byType(Map.of("a", good, "b", bad));
            case 1 -> bad.byType(Map.of("a", bad, "b", good));
            default -> WorkerPerformance.NONE;
        };
    }

    /** All that can be seen of the whole. */
    String state(List<String> taskIds) {
        List<String> lines = new ArrayList<>();
        get(broker.find(taskIds)).forEach(task -> lines.add(view(task)));
        lines.add("listed "
                + get(broker.list(TaskQuery.ALL.pageSize(1000))).items().stream()
                        .map(TaskSummary::id)
                        .toList());
        lines.add("listed by tag "
                + get(broker.list(TaskQuery.ALL.tag("priority", "5"))).items().stream()
                        .map(TaskSummary::id)
                        .toList());
        lines.add(view(get(broker.stats())));
        lines.add("spent "
                + get(broker.spending(Optional.empty())).stream()
                        .map(spending -> spending.key() + spending.total() + spending.ofToday())
                        .toList());
        lines.add("workers "
                + get(broker.workers()).stream()
                        .map(worker ->
                                worker.id() + " " + worker.state() + " " + worker.types() + worker.capabilities())
                        .sorted()
                        .toList());
        return String.join("\n", lines);
    }

    /** All that was ever said of it. */
    String story() {
        // the children of a cancelled task end in no set order, so each is listened to by itself
        Map<String, List<String>> of = new TreeMap<>();
        EventBatch batch = get(broker.events(Optional.of(EventQuery.OLDEST), 1000, Duration.ZERO));
        while (!batch.events().isEmpty()) {
            batch.events()
                    .forEach(event -> of.computeIfAbsent(subject(event), id -> new ArrayList<>())
                            .add(view(event)));
            batch = get(broker.events(Optional.of(batch.cursor()), 1000, Duration.ZERO));
        }
        List<String> lines = new ArrayList<>();
        of.forEach((subject, published) -> lines.add(subject + " " + published));
        // a broker may say of one step in several entries
        get(broker.audit(AuditQuery.ALL.pageSize(1000))).items().stream()
                .flatMap(entry -> entry.subjects().stream().map(subject -> entry.action() + " " + subject))
                .sorted()
                .forEach(lines::add);
        return String.join("\n", lines);
    }

    private static String view(SubmitReply reply) {
        if (reply instanceof SubmitReply.Ended ended) {
            return "ended " + view(ended.outcome());
        }
        return reply instanceof SubmitReply.Refused refused
                ? "refused " + refused.reason().getClass().getSimpleName()
                : "accepted";
    }

    private static String view(FollowReply reply) {
        Map<String, String> ended = new TreeMap<>();
        reply.ended().forEach(outcome -> ended.put(outcome.taskId(), view(outcome)));
        return ended + " unknown " + new TreeSet<>(reply.unknown());
    }

    private static String view(Outcome outcome) {
        String what;
        if (outcome instanceof Outcome.Completed completed) {
            what = completed.result().text();
        } else if (outcome instanceof Outcome.Failed failed) {
            what = failed.error().kind() + " " + failed.error().message();
        } else {
            what = ((Outcome.Cancelled) outcome).reason();
        }
        return outcome.status() + " " + outcome.attempts() + " " + what + " for " + outcome.usage();
    }

    private static String view(TaskInfo info) {
        TaskSummary summary = info.summary();
        return summary.id() + " " + summary.type() + " " + summary.status() + " p" + summary.priority() + " "
                + summary.requiredCapabilities() + " attempt " + summary.attempt() + " failures " + summary.failures()
                + " on " + summary.workerId() + " started "
                + summary.startedAt().isPresent() + " finished "
                + summary.finishedAt().isPresent() + " due " + summary.dueAt().isPresent() + " in "
                + summary.parentId() + " cancel " + summary.cancelRequested() + " " + summary.labels() + " cost "
                + summary.cost() + " outcome "
                + info.outcome().map(BrokerUnderTest::view) + " said "
                + info.progress().map(Progress::text) + " history "
                + info.history().stream().map(BrokerUnderTest::view).toList() + " " + view(info.task());
    }

    private static String view(Task task) {
        return task.prompt() + " " + task.delay() + " " + task.placement();
    }

    private static String view(AttemptInfo attempt) {
        return attempt.attempt() + " " + attempt.workerId() + " " + attempt.end() + " "
                + attempt.error().map(error -> error.kind() + " " + error.message()) + " for " + attempt.usage();
    }

    private static String view(FleetStats stats) {
        List<String> lanes = stats.lanes().stream()
                .map(lane -> lane.type() + lane.requiredCapabilities() + lane.workerId() + " " + lane.queued() + " by "
                        + lane.servingWorkers())
                .sorted()
                .toList();
        return "queued " + stats.queued() + " parked " + stats.waitingForPermit() + " delayed " + stats.delayed()
                + " running "
                + stats.running()
                + " submitted "
                + stats.submitted() + " completed " + stats.completed() + " failed " + stats.failed() + " cancelled "
                + stats.cancelled() + " workers " + stats.workers() + " paused " + stats.paused() + " lanes " + lanes;
    }

    private static String subject(FleetEvent event) {
        return event instanceof FleetEvent.TaskEvent task ? task.taskId() : ((FleetEvent.WorkerEvent) event).workerId();
    }

    private static String view(FleetEvent event) {
        return event instanceof FleetEvent.TaskEvent task
                ? task.kind() + " " + task.taskType() + " " + task.attempt() + " " + task.workerId()
                : ((FleetEvent.WorkerEvent) event).kind().toString();
    }
}
