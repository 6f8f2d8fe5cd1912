package io.codefleet.testing.junit;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits of a test for a fleet. Each has a limit in real time, by default 10 seconds; when that passes, it fails with an {@link
 * AssertionError} that shows the task, why it waits, and its attempts. Its methods block the calling thread, which must not be an event
 * loop. No wait turns a clock.
 *
 * <pre>{@code
 * TaskInfo review = FleetAwait.on(client).run(Task.of("Review Foo.java").type("review"));
 * }</pre>
 */
@CheckReturnValue
public final class FleetAwait {
    /** The limit of a wait for which none is set. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CodefleetClient client;
    private final Duration limit;

    private FleetAwait(CodefleetClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    /** Returns waits for this fleet. */
    public static FleetAwait on(CodefleetClient client) {
        return new FleetAwait(client, DEFAULT_LIMIT);
    }

    /** Returns waits that take at most this long each. */
    public FleetAwait limit(Duration value) {
        return new FleetAwait(client, value);
    }

    /**
     * Returns the value of a future.
     *
     * @throws RuntimeException what the future failed with; a checked exception comes as the cause of an {@link
     *     IllegalStateException}
     * @throws AssertionError if it does not complete in time
     */
    public <T extends @Nullable Object> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new FleetAssertionError("no result within " + DurationText.format(limit) + "\n" + state());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Submits a task and returns it when it has ended. */
    public TaskInfo run(Task task) {
        return ended(get(client.submitTask(task)));
    }

    /** Returns a task when it has ended, whatever its outcome is. */
    public TaskInfo ended(TaskHandle handle) {
        return ended(handle.id());
    }

    /** Returns the task with this id when it has ended, whatever its outcome is. It may be submitted later. */
    public TaskInfo ended(String taskId) {
        return until(taskId, "ended", info -> info.status().isTerminal());
    }

    /** Returns the task with this id when it has this status. Fails at once if it ends with another. */
    public TaskInfo status(String taskId, TaskStatus status) {
        return until(taskId, "become " + status, info -> info.status() == status);
    }

    /**
     * Returns the task with this id when it fits a condition. Fails at once if the task has ended and does not fit.
     *
     * @param what what it is waited for, as it continues the sentence "the task has not"
     */
    public TaskInfo until(String taskId, String what, Predicate<TaskInfo> condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<TaskInfo> found = get(client.task(taskId));
            if (found.isPresent() && condition.test(found.get())) {
                return found.get();
            }
            boolean over = found.isPresent() && found.get().status().isTerminal();
            if (over || System.nanoTime() - end > 0) {
                throw new FleetAssertionError("the task has not " + what
                        + (over ? ", and has ended\n" : " within " + DurationText.format(limit) + "\n")
                        + found.map(info -> TaskHistory.of(info, client))
                                .orElse("no task '" + taskId + "' was submitted\n" + state()));
            }
            pause();
        }
    }

    /** Returns the history of the newest tasks. */
    String state() {
        return TaskHistory.ofAll(client, List.of(TaskStatus.values()));
    }

    Duration limit() {
        return limit;
    }

    /** Waits for a moment, before the fleet is asked again. */
    static void pause() {
        LockSupport.parkNanos(POLL_NANOS);
        if (Thread.interrupted()) {
            throw interrupted();
        }
    }

    private static AssertionError interrupted() {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for the fleet");
    }
}
