package io.codefleet.broker.log.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.ConnectionState;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.ClaimRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A client and a worker that submit and complete one task after the other while a test breaks the servers. Both repeat a call until
 * it is answered. It listens to the client's connection. Its methods are called by the thread of the test.
 */
public final class ContinuousWork implements BrokerListener {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final long PACE_MILLIS = 10;
    private static final long RETRY_MILLIS = 50;
    private static final int CLAIMED_AT_ONCE = 16;
    private static final String WORKER = "worker";

    private final Vertx vertx;
    private final Map<String, Outcome> ended = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean submits = true;
    private volatile boolean works = true;

    /** Creates work that has not begun. */
    public ContinuousWork(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Begins to submit over the first connection, which this object listens to, and to work over the second. */
    public void begin(Broker client, Broker worker) {
        submit(client);
        WorkerInfo info = WorkerInfo.builder(WORKER, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(List.of("*"))
                .concurrency(CLAIMED_AT_ONCE)
                .build();
        repeat(() -> worker.heartbeat(info, LEASE)).onSuccess(registered -> work(worker));
    }

    private void submit(Broker client) {
        if (submits) {
            Task task = Task.of("do it").id(id(begun.getAndIncrement()));
            repeat(() -> client.submit(List.of(task)))
                    .compose(done -> pause(PACE_MILLIS))
                    .onSuccess(v -> submit(client));
        }
    }

    private void work(Broker worker) {
        if (works) {
            // Between two claims it holds nothing: what an unanswered claim took is handed out again.
            ClaimRequest request = new ClaimRequest(WORKER, CLAIMED_AT_ONCE, LEASE, Optional.of(Set.of()));
            repeat(() -> worker.claim(request))
                    .compose(claimed -> complete(worker, claimed))
                    .compose(done -> pause(PACE_MILLIS))
                    .onSuccess(v -> work(worker));
        }
    }

    private Future<?> complete(Broker worker, List<Assignment> claimed) {
        List<AttemptReport> reports = claimed.stream()
                .<AttemptReport>map(each -> new AttemptReport.Completed(each.lease(), TaskResult.text("done")))
                .toList();
        return claimed.isEmpty() ? Future.succeededFuture() : repeat(() -> worker.report(reports, Optional.empty()));
    }

    /** Makes a call until it succeeds, or the test ends. */
    private <T> Future<T> repeat(Supplier<Future<T>> call) {
        return call.get()
                .recover(failure ->
                        works ? pause(RETRY_MILLIS).compose(v -> repeat(call)) : Future.failedFuture(failure));
    }

    private Future<Void> pause(long millis) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, v -> promise.complete());
        return promise.future();
    }

    private static String id(int number) {
        return "task-" + number;
    }

    /** Waits until so many tasks that are submitted from now on have their outcomes. */
    public void awaitOutcomes(int count) {
        int from = begun.get();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(from, from + count).allMatch(number -> ended.containsKey(id(number))));
    }

    /** Ends the work, and checks that each task has its outcome, and no task has two. */
    public void finish(Broker broker) {
        submits = false;
        // Read after the last submit has begun: what is under way then is repeated until it is answered.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ended).hasSize(begun.get()));
        works = false;
        int count = begun.get();
        List<TaskInfo> found = LogTestBase.get(broker.find(
                IntStream.range(0, count).mapToObj(ContinuousWork::id).toList()));
        assertThat(found).hasSize(count).allMatch(info -> info.status() == TaskStatus.COMPLETED);
        assertThat(ended.values()).allMatch(Outcome.Completed.class::isInstance);
        FleetStats stats = LogTestBase.get(broker.stats());
        assertThat(stats.submitted()).as("submitted").isEqualTo(count);
        assertThat(stats.completed()).as("outcomes").isEqualTo(count);
        assertThat(stats.failed() + stats.cancelled()).as("other outcomes").isZero();
    }

    @Override
    public void onOutcome(Outcome outcome) {
        ended.put(outcome.taskId(), outcome);
    }

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onConnectionState(ConnectionState state) {}
}
