package io.codefleet.broker;

import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;

/**
 * Hears what the broker has to say to one client. All calls are best effort: the engine also polls, so a lost call only
 * delays.
 */
public interface BrokerListener {
    /**
     * Handles the outcome of a task that this client has submitted or {@link Broker#follow follows}. May come more than once.
     */
    void onOutcome(Outcome outcome);

    /** Handles progress that an attempt reports, of a task whose progress this client {@link Broker#watchProgress watches}. */
    void onProgress(Progress progress);

    /** Handles lines that a worker sends of its log while this client {@link Broker#watchLogs watches} them. */
    default void onLog(LogLines lines) {}

    /** Handles a change of the connection's state. */
    void onConnectionState(ConnectionState state);
}
