package io.codefleet;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;

/**
 * A worker in this process. It takes tasks under a lease, runs them by its handlers, renews the leases, and reports. Its
 * methods may be called from any thread.
 */
public interface Worker {
    /** Returns its id in the fleet. */
    String id();

    /**
     * Adds the handler for tasks of one type.
     *
     * @throws IllegalStateException if the worker has been started
     * @throws io.codefleet.error.InvalidInputException if the type is malformed or has a handler already
     */
    Worker handle(String type, TaskHandler handler);

    /**
     * Adds a handler that may block for tasks of one type; see {@link BlockingTaskHandler} for its thread.
     *
     * @throws IllegalStateException if the worker has been started
     * @throws io.codefleet.error.InvalidInputException if the type is malformed or has a handler already
     */
    Worker handleBlocking(String type, BlockingTaskHandler handler);

    /**
     * Sets a handler that may block for tasks of every type that has no handler of its own.
     *
     * @throws IllegalStateException if the worker has been started
     */
    Worker handleAnyBlocking(BlockingTaskHandler handler);

    /**
     * Sets the handler for tasks of every type that has no handler of its own.
     *
     * @throws IllegalStateException if the worker has been started
     */
    Worker handleAny(TaskHandler handler);

    /** Registers a handler that is called for each command that the worker does not understand itself, on its event loop. */
    Worker onCommand(Handler<WorkerCommand> handler);

    /**
     * Registers the worker and begins to take tasks. Fails with {@link io.codefleet.error.InvalidInputException} if it has no
     * handler.
     */
    Future<Worker> start();

    /** Returns its state. */
    WorkerState state();

    /** Returns how many tasks it runs now. */
    int running();

    /** Returns how many tasks it runs at once at most. */
    int concurrency();

    /** Pauses the worker: it takes no new tasks until {@link #resume()}. */
    void pause();

    /** Resumes the worker: it takes tasks again. */
    void resume();

    /**
     * Runs this many tasks at once from now on. Running tasks continue, also where they are more.
     *
     * @throws io.codefleet.error.InvalidInputException if the number is not from 1 to 10,000
     */
    void setConcurrency(int concurrency);

    /**
     * Drains the worker: it takes no new tasks, lets running ones finish, hands back those that have not finished by the time
     * limit, and leaves the fleet. Nothing is lost. A second call returns the same future; the earlier end of the two holds.
     */
    Future<Void> drain(Duration timeLimit);

    /** Closes the worker as {@link #drain} does, with the time limit of its options. */
    Future<Void> close();
}
