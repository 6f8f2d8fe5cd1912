package io.codefleet;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a task, as its handler sees it. Its methods may be called from any thread.
 */
public interface Attempt {
    /** Returns the task to run. */
    Task task();

    /** Returns which attempt this is, from 1. */
    int number();

    /** Returns the worker that runs it. */
    String workerId();

    /**
     * Publishes progress to the watchers of the task. Ephemeral and best effort: it never fails, and does nothing once the
     * attempt has ended.
     *
     * @param kind what it is about, such as {@code text} or {@code tool}
     * @param text for people
     * @param data for programs, as JSON values
     */
    void progress(String kind, String text, Map<String, ?> data);

    /** Reports progress as {@link #progress(String, String, Map)} does, without data. */
    default void progress(String kind, String text) {
        progress(kind, text, Map.of());
    }

    /**
     * Shows what the agent does to the {@link AttemptInterceptor interceptors} around the attempt, which override this method in an
     * attempt that wraps this one, and pass the activity on. Nothing of it leaves the process. Must neither block nor throw.
     *
     * @param activity what the agent does
     */
    default void observe(AgentActivity activity) {}

    /**
     * Saves how far it has come, for the next attempt of this task if there is one: it survives a failure, a lost lease and a
     * hand-back, and is deleted with the outcome. Each call replaces what was saved before.
     *
     * <p>Fails with {@link io.codefleet.error.LeaseLostException} if the attempt has lost its lease; the attempt also gets a
     * request to stop then. Fails with {@link io.codefleet.error.PayloadTooLargeException} above {@link
     * StorageLimits#maxPayloadBytes()}, with {@link io.codefleet.error.InvalidInputException} if a value is not JSON, and with
     * {@link io.codefleet.error.BrokerUnavailableException} if it is not known whether it was saved; only that is worth
     * another try.
     *
     * @param state JSON values
     */
    Future<Void> checkpoint(Map<String, ?> state);

    /** Returns what an earlier attempt of this task saved last by {@link #checkpoint}; absent if none did. */
    Optional<Map<String, Object>> lastCheckpoint();

    /**
     * Completes when the attempt is to stop: the handler should end its work soon, as its result may no longer count. Never
     * fails, and never completes for an attempt that ends by itself.
     */
    Future<StopReason> stopRequested();

    /** Reason of a request to stop an attempt. */
    enum StopReason {
        /** The task was cancelled. */
        CANCELLED,
        /** It ran longer than its attempt timeout. */
        TIMED_OUT,
        /** Its lease is gone; another worker may run the task already. */
        LEASE_LOST,
        /** The worker leaves and hands the task back. */
        HANDED_BACK
    }
}
