package io.codefleet.faults.process;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;

/** A worker from its start to its end, whatever the tasks do to it. */
public final class WorkerWorkload {
    private static final int LARGE_CHARACTERS = 20_000;

    private final Vertx vertx;
    private final History history;
    private final Runnable die;

    /**
     * Creates the workload of a worker.
     *
     * @param die ends the process at once
     */
    public WorkerWorkload(Vertx vertx, History history, Runnable die) {
        this.vertx = vertx;
        this.history = history;
        this.die = die;
    }

    /** Connects and joins, however long the broker is away. */
    public Future<CodefleetClient> begin(CodefleetOptions options, String workerId) {
        return RetryUntilConnected.connect(vertx, options).compose(fleet -> {
            Worker worker = fleet.worker(RunTiming.worker(workerId)).handleAny(this::handle);
            return RetryUntilConnected.until(vertx, worker::start).map(fleet);
        });
    }

    private Future<TaskResult> handle(Attempt attempt) {
        Task task = attempt.task();
        write(EventType.HANDLER_STARTED, attempt, History.brief(task.prompt()));
        attempt.stopRequested().onSuccess(reason -> write(EventType.HANDLER_STOPPED, attempt, reason.name()));
        return run(attempt)
                .onSuccess(
                        result -> write(EventType.HANDLER_ENDED, attempt, "Completed " + History.brief(result.text())))
                .onFailure(failure -> write(EventType.HANDLER_ENDED, attempt, "Failed " + failure.getMessage()));
    }

    private void write(EventType what, Attempt attempt, String detail) {
        history.write(what, attempt.task().id(), attempt.number(), 0, detail);
    }

    private Future<TaskResult> run(Attempt attempt) {
        int number = attempt.number();
        boolean first = number == 1;
        return switch (Workload.kind(attempt.task())) {
            case THROWS -> {
                if (number <= 2) {
                    throw new IllegalStateException("attempt " + number + " throws");
                }
                yield work(attempt);
            }
            case HOPELESS -> Future.failedFuture(AttemptException.permanent("it can never be done"));
            case RATE_LIMITED ->
                first
                        ? Future.failedFuture(AttemptException.rateLimited("slow down", Duration.ofMillis(300)))
                        : work(attempt);
            case HANGS ->
                attempt.stopRequested()
                        .compose(reason -> vertx.timer(RunTiming.LEASE.toMillis()))
                        .compose(late -> work(attempt));
            case BLOCKS -> {
                if (first) {
                    block();
                }
                yield work(attempt);
            }
            case KILLS -> {
                if (first) {
                    die.run();
                }
                yield work(attempt);
            }
            default -> work(attempt);
        };
    }

    private static void block() {
        try {
            Thread.sleep(RunTiming.LEASE.toMillis() * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a handler that continues after a request to stop: the worst kind of handler. */
    private Future<TaskResult> work(Attempt attempt) {
        String answer = history.process() + " " + attempt.number() + " " + UUID.randomUUID();
        boolean large = Workload.kind(attempt.task()) == TaskBehavior.LARGE;
        TaskResult result = TaskResult.text(large ? answer + " " + "y".repeat(LARGE_CHARACTERS) : answer);
        return vertx.timer(millis(attempt.task())).map(result);
    }

    /**
     * Returns how long a task runs. Half of the tasks are short; the others last about 0.3 seconds on average, so that
     * faults hit them at work.
     */
    private static long millis(Task task) {
        if (Workload.kind(task) == TaskBehavior.SLOW) {
            return RunTiming.LEASE.toMillis() * 2;
        }
        int share = Math.floorMod(task.id().hashCode(), 100);
        return share < 50 ? 1 + share / 2 : share < 80 ? 200 : share < 95 ? 800 : 2000;
    }
}
