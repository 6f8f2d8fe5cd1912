package io.codefleet;

import io.vertx.core.Future;
import java.util.Map;

/**
 * One run of a task, as its handler sees it. Its methods may be called from any thread.
 */
public interface Attempt {
    /** What is to be done. */
    Task task();

    /** Which attempt this is, from 1. */
    int number();

    /** The worker that runs it. */
    String workerId();

    /**
     * Tells those who watch the task how it goes. Ephemeral and best effort: it never fails, and does nothing once the
     * attempt has ended.
     *
     * @param kind what it is about, such as {@code text} or {@code tool}
     * @param text for people
     * @param data for programs, as JSON values
     */
    void progress(String kind, String text, Map<String, ?> data);

    /** {@link #progress(String, String, Map)} without data. */
    default void progress(String kind, String text) {
        progress(kind, text, Map.of());
    }

    /**
     * Completes when the attempt is to stop: the handler should end its work soon, as its result may no longer count. Never
     * fails, and never completes for an attempt that ends by itself.
     */
    Future<StopReason> stopRequested();

    /** Why an attempt is to stop. */
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
