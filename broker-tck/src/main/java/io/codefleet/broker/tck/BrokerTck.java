package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.Backoff;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Base of all tests of the kit: a namespace per test, scripted clients and workers, and the broker's time. Extend one of its
 * subclasses for each capability and give it a {@link BrokerHarness}.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
public abstract class BrokerTck {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        // Otherwise a wait fails by what a thread of another test throws that has just closed its Vert.x.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    /** What the broker keeps; set before the first client connects. */
    StorageLimits limits = StorageLimits.DEFAULT;

    final Vertx vertx = Vertx.vertx();
    final String namespace = "tck-" + UUID.randomUUID();
    private final List<TckClient> clients = new ArrayList<>();
    private @Nullable BrokerHarness harness;
    private @Nullable TckClient firstClient;

    /** Creates the harness of the broker under test. The kit calls it once for each test. */
    protected abstract BrokerHarness harness();

    @BeforeEach
    void setUp() {
        harness = harness();
    }

    @AfterEach
    void tearDown() {
        clients.forEach(client -> get(client.broker.close()));
        if (harness != null) {
            harness.close();
        }
        get(vertx.close());
    }

    final BrokerHarness broker() {
        if (harness == null) {
            throw new IllegalStateException("the test has not begun");
        }
        return harness;
    }

    // ---- clients and workers

    /** Returns the client for tests that need only one. */
    TckClient client() {
        if (firstClient == null) {
            firstClient = connect();
        }
        return firstClient;
    }

    /** Connects another client to the test's namespace. */
    TckClient connect() {
        return connect(namespace);
    }

    TckClient connect(String toNamespace) {
        return connect(broker().options(toNamespace));
    }

    /** Connects another client to the test's namespace, with this actor. */
    TckClient connectAs(String actor) {
        return connect(broker().options(namespace).actor(actor));
    }

    private TckClient connect(CodefleetOptions how) {
        CodefleetOptions options = how.limits(limits).commandTimeout(Futures.COMMAND_TIMEOUT);
        Recorder received = new Recorder();
        TckClient client = new TckClient(get(broker().connect(vertx, options, received)), received);
        clients.add(client);
        return client;
    }

    /** Registers a worker of all types. */
    TckWorker worker(String id) {
        return worker(WorkerProfile.of(id));
    }

    TckWorker worker(WorkerProfile profile) {
        return worker(client(), profile);
    }

    static TckWorker worker(TckClient client, WorkerProfile profile) {
        TckWorker worker = new TckWorker(client.broker, profile.id());
        worker.beat(profile.info(), Duration.ofHours(2));
        return worker;
    }

    /** Creates a task with this id that is retried at once. */
    static Task task(String id) {
        return Task.of("do " + id).id(id).retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ZERO)));
    }

    static Task[] tasks(String... ids) {
        return Arrays.stream(ids).map(BrokerTck::task).toArray(Task[]::new);
    }

    /** Creates tasks whose ids are this prefix and a number from 0 on. */
    static List<Task> many(String prefix, int count) {
        List<Task> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(task(prefix + i));
        }
        return tasks;
    }

    // ---- time

    Duration ticks(int count) {
        return broker().tick().multipliedBy(count);
    }

    void advance(Duration time) {
        broker().advance(time);
    }

    /** Skips the test if long times would have to be waited for. */
    void needsAClockThatTurns() {
        assumeTrue(broker().turnsClock(), "needs a clock that can be turned");
    }

    /** Runs all maintenance that is due. */
    void runMaintenance() {
        runMaintenance(client());
    }

    static void runMaintenance(TckClient client) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !get(client.broker.runMaintenance()).isZero());
    }

    /** Advances the clock by this time, offers maintenance, and expects the assertion to hold soon. */
    void after(Duration time, ThrowingRunnable assertion) {
        advance(time);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            runMaintenance();
            assertion.run();
        });
    }

    // ---- what comes by itself

    static void soon(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
    }

    /** Returns the outcome of this task that the client receives. */
    static Outcome receivedOutcome(TckClient client, String taskId) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> client.received.outcomes.stream()
                                .filter(outcome -> outcome.taskId().equals(taskId))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Expects that this stays true for a while; in real time. */
    static void forAWhile(ThrowingRunnable assertion) {
        await().during(TckWorker.A_WHILE)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    /** Returns the failure of this call, which must fail. */
    static Throwable failureOf(Supplier<Future<?>> call) {
        Future<?> future = call.get();
        soon(() -> {
            if (!future.isComplete()) {
                throw new AssertionError("no answer yet");
            }
        });
        if (future.succeeded()) {
            throw new AssertionError("expected a failure, but the answer is " + future.result());
        }
        return future.cause();
    }
}
