package io.codefleet.testing.junit;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerOptions;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.json.ConsensusTask;
import io.codefleet.time.DurationText;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fleet of one test within the process: an in-memory broker of its own, a client, a worker with a scripted agent, and a clock that
 * the test turns. {@link FleetExtension} starts and closes one for each test; a test without JUnit does so itself. Nothing is
 * shared between two of them, so that tests may run at the same time.
 *
 * <pre>{@code
 * try (TestFleet fleet = TestFleet.start(TestFleetOptions.defaults())) {
 *     fleet.agent().on("review", ScriptedAnswer.text("No fault found."));
 *     TaskInfo review = fleet.run(Task.of("Review Foo.java").type("review"));
 * }
 * }</pre>
 */
public final class TestFleet implements AutoCloseable {
    private static final int CONCURRENCY = 8;
    private static final Duration POLL = Duration.ofMillis(20);
    /** What ends by itself has ended by then; real time. */
    private static final Duration LEAK_GRACE = Duration.ofSeconds(1);

    private final TestFleetOptions options;
    private final Vertx vertx;
    private final CodefleetClient client;
    private final FleetClock clock;
    private final FleetAwait await;
    private final ScriptedAgent agent;

    private TestFleet(
            TestFleetOptions options, Vertx vertx, CodefleetClient client, TestClock clock, ScriptedAgent agent) {
        this.options = options;
        this.vertx = vertx;
        this.client = client;
        this.await = FleetAwait.on(client).limit(options.limit());
        this.clock = new FleetClock(clock, await);
        this.agent = agent;
    }

    /** Starts a fleet. */
    public static TestFleet start(TestFleetOptions options) {
        String store = "test-" + UUID.randomUUID();
        ScriptedAgent agent = new ScriptedAgent();
        options.prepare(agent);
        CodefleetOptions clientOptions =
                options.clientOptions(CodefleetOptions.of("memory:" + store).pollInterval(POLL));
        TestClock clock = TestClock.of(store);
        Vertx vertx = Vertx.vertx();
        try {
            CodefleetClient client = blocking(Codefleet.connect(vertx, clientOptions));
            TestFleet fleet = new TestFleet(options, vertx, client, clock, agent);
            fleet.work();
            return fleet;
        } catch (RuntimeException e) {
            blocking(vertx.close());
            throw e;
        }
    }

    private void work() {
        WorkerOptions worker = options.workerOptions(WorkerOptions.create()
                .id("scripted-agent")
                .concurrency(CONCURRENCY)
                .drainTimeout(Duration.ZERO));
        blocking(client.worker(worker)
                .handleAny(attempt -> new ScriptedAttempt(
                                attempt, agent.begin(attempt.task(), attempt.number()), client, clock)
                        .run())
                .start());
    }

    private static <T extends @Nullable Object> T blocking(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** Returns the client of the fleet, which is closed with it. */
    public CodefleetClient client() {
        return client;
    }

    /** Returns the agent that answers the tasks. */
    public ScriptedAgent agent() {
        return agent;
    }

    /** Returns the clock of the fleet. */
    public FleetClock clock() {
        return clock;
    }

    /** Returns the waits of the test. */
    public FleetAwait await() {
        return await;
    }

    /** Returns the options by which other clients and workers of this process join the fleet. */
    public CodefleetOptions options() {
        return client.options();
    }

    /** Submits a task and returns it when it has ended. The clock turns as for {@link #complete}. */
    public TaskInfo run(Task task) {
        String id = await.get(client.submitTask(task)).id();
        complete(client.handle(id).outcome());
        return await.ended(id);
    }

    /**
     * Returns the value of a future, such as the outcome of a task or the result of a run. The clock turns to the next time at which
     * something is due whenever nothing else can happen: when tasks wait for their delay or for the backoff of a retry, and running
     * ones for the delay of their answer. It does not turn for a time limit: a task that no worker takes fails the wait.
     *
     * @throws RuntimeException what the future failed with
     * @throws AssertionError if it does not complete within the limit of the waits, in real time
     */
    public <T extends @Nullable Object> T complete(Future<T> future) {
        long end = System.nanoTime() + await.limit().toNanos();
        while (!future.isComplete() && System.nanoTime() - end < 0) {
            turnIfIdle();
            FleetAwait.pause();
        }
        if (!future.isComplete()) {
            throw new FleetAssertionError(
                    "no result within " + DurationText.format(await.limit()) + "\n" + await.state());
        }
        return await.get(future);
    }

    private void turnIfIdle() {
        List<TaskSummary> live = await.get(client.tasks(
                        TaskQuery.ALL.statuses(List.of(TaskStatus.RUNNING, TaskStatus.QUEUED, TaskStatus.DELAYED))))
                .items();
        boolean busy = live.stream().anyMatch(this::moves);
        if (!busy) {
            Stream.concat(live.stream().flatMap(task -> task.dueAt().stream()), clock.nextAnswer().stream())
                    .min(Instant::compareTo)
                    .ifPresent(clock::advanceTo);
        }
    }

    /** Returns whether something happens with a task without a turn of the clock. */
    private boolean moves(TaskSummary task) {
        return switch (task.status()) {
            case RUNNING -> !clock.isTimed(task.id()) && !waitsForOthers(task);
            case QUEUED -> !task.type().equals(Workflows.APPROVAL_TYPE);
            default -> false;
        };
    }

    private static boolean waitsForOthers(TaskSummary task) {
        return task.type().equals(Workflows.TASK_TYPE) || task.type().equals(ConsensusTask.TYPE);
    }

    /** Lets the running attempt of a task continue that asks for something; waits until it asks. */
    public void approve(String taskId) {
        String step = asked(taskId);
        await.get(Workflows.on(client).handle(taskId).approve(step, "test", ""));
    }

    /** Refuses what the running attempt of a task asks for; waits until it asks. */
    public void reject(String taskId, String why) {
        String step = asked(taskId);
        await.get(Workflows.on(client).handle(taskId).reject(step, "test", why));
    }

    private String asked(String taskId) {
        TaskInfo running = await.status(taskId, TaskStatus.RUNNING);
        String step = ScriptedAttempt.step(running.summary().attempt());
        TaskInfo ignored = await.status(taskId + "/" + step, TaskStatus.QUEUED);
        return step;
    }

    /** Returns the history of a task as text: its status, why it waits, its attempts. */
    public String history(String taskId) {
        return await.get(client.task(taskId))
                .map(info -> TaskHistory.of(info, client))
                .orElseThrow(() -> new TaskNotFoundException(taskId));
    }

    /**
     * Closes the fleet and its client. Running attempts are stopped.
     *
     * @throws AssertionError after that, if a task was still running; its message has their histories
     */
    @Override
    public void close() {
        String leaked;
        try {
            // a client that the test has closed does not answer
            boolean check = options.leakCheck() && client.connectionState() != ConnectionState.CLOSED;
            leaked = check ? leaked() : "";
        } finally {
            blocking(client.close());
            blocking(vertx.close());
        }
        if (!leaked.isEmpty()) {
            throw new FleetAssertionError(
                    "tasks were still running at the end of the test; wait for them, cancel them, or allow it by "
                            + "withoutLeakCheck()\n" + leaked);
        }
    }

    private String leaked() {
        long end = System.nanoTime() + LEAK_GRACE.toNanos();
        TaskQuery running = TaskQuery.ALL.status(TaskStatus.RUNNING);
        while (!await.get(client.tasks(running)).items().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return TaskHistory.ofAll(client, List.of(TaskStatus.RUNNING));
            }
            FleetAwait.pause();
        }
        return "";
    }

    /** Returns the history of the newest tasks. */
    String state() {
        return await.state();
    }
}
