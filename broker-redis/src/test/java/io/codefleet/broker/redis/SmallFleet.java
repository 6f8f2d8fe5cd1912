package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A client, a worker, the tasks that they do while something is done to their Redis, and the count of what was done. */
final class SmallFleet implements AutoCloseable {
    private static final int SLOTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RESULT = "done ".repeat(1_500);

    final String namespace = "fleet-" + UUID.randomUUID();
    final CodefleetClient client;
    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient host;
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, Future<Outcome>> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Promise<Void> gate = Promise.promise();

    SmallFleet(String uri) {
        this(uri, uri);
    }

    /** The worker may go another way than the client. */
    SmallFleet(String uri, String workerUri) {
        client = get(Codefleet.connect(vertx, options(uri)));
        host = get(Codefleet.connect(vertx, options(workerUri)));
        WorkerOptions worker = WorkerOptions.create()
                .id("w")
                .concurrency(SLOTS)
                .heartbeat(Duration.ofMillis(200))
                .lease(Duration.ofMinutes(1));
        gate.complete();
        get(host.worker(worker).handleAny(this::run).start());
    }

    private CodefleetOptions options(String uri) {
        return CodefleetOptions.of(uri)
                .namespace(namespace)
                .commandTimeout(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(300));
    }

    private Future<TaskResult> run(Attempt attempt) {
        runs.computeIfAbsent(attempt.task().id(), id -> new AtomicInteger()).incrementAndGet();
        return gate.future().map(TaskResult.text(RESULT));
    }

    /** Tasks that run end only after {@link #release}. */
    void hold() {
        gate = Promise.promise();
    }

    void release() {
        gate.complete();
    }

    /** Submits, each task again and again until it is acknowledged. */
    void submit(int count) {
        for (int i = 0; i < count; i++) {
            Task task = Task.of("x").id("t" + outcomes.size());
            outcomes.put(task.id(), acknowledged(task).compose(TaskHandle::outcome));
        }
    }

    private Future<TaskHandle> acknowledged(Task task) {
        return client.submitTask(task).recover(failure -> {
            refused.incrementAndGet();
            return failure instanceof CodefleetException known && known.retryable()
                    ? vertx.timer(50).compose(v -> acknowledged(task))
                    : Future.failedFuture(failure);
        });
    }

    /** Waits until all slots are taken by tasks that are held. */
    void awaitFullSlots() {
        await().atMost(PATIENCE).until(() -> runs.size() - done() >= SLOTS);
    }

    private long done() {
        return outcomes.values().stream().filter(Future::succeeded).count();
    }

    /** Waits until a submit failed because it could not be acknowledged. */
    void awaitRefusal() {
        int before = refused.get();
        await().atMost(PATIENCE).until(() -> refused.get() > before);
    }

    /** Waits for all outcomes; expects that each task was completed by its first attempt, which was the only one. */
    void awaitAllDoneOnce() {
        await().atMost(PATIENCE).until(() -> outcomes.values().stream().allMatch(Future::isComplete));
        outcomes.forEach((id, outcome) -> assertThat(outcome.result())
                .as(id)
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.attempts()).isEqualTo(1)));
        assertThat(runs).hasSameSizeAs(outcomes);
        assertThat(runs.values()).extracting(AtomicInteger::get).containsOnly(1);
        assertThat(get(client.stats()).completed()).isEqualTo(outcomes.size());
    }

    @Override
    public void close() {
        if (!gate.future().isComplete()) {
            gate.complete();
        }
        get(client.close());
        get(host.close());
        get(vertx.close());
    }
}
