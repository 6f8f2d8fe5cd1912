package io.codefleet;

/**
 * The code that a worker runs for a task, where it blocks: JDBC, blocking HTTP clients, a process that is waited for.
 *
 * <p>Each attempt has a thread of its own while it runs: a virtual thread on Java 21 and later; on earlier ones a thread of a
 * pool, which holds {@value #MAX_POOL_THREADS} threads or as many as the worker has slots, whichever is less. An attempt that
 * finds no free thread waits for one, under its lease and its attempt timeout.
 *
 * <p>When the attempt is to stop ({@link Attempt#stopRequested()}) its thread is interrupted once. One that still waits for a
 * thread is not begun. What the handler throws counts as for {@link TaskHandler}. The methods of {@link Attempt} may be called
 * from the thread; to wait for a {@link Attempt#checkpoint checkpoint} use {@code
 * attempt.checkpoint(state).toCompletionStage().toCompletableFuture().get()}.
 */
@FunctionalInterface
public interface BlockingTaskHandler {
    /** How many blocking attempts a worker runs at once at most where there are no virtual threads. */
    int MAX_POOL_THREADS = 256;

    /**
     * Runs one attempt, and may block.
     *
     * @throws InterruptedException if the attempt had to stop while the handler waited
     * @throws Exception if the attempt failed
     */
    TaskResult handle(Attempt attempt) throws Exception;
}
