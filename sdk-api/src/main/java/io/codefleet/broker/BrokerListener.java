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
     * Called when a task has ended that this client has submitted or {@link Broker#follow follows}. May come more than once.
     */
    void onOutcome(Outcome outcome);

    /** Called when an attempt reports progress of a task whose progress this client {@link Broker#watchProgress watches}. */
    void onProgress(Progress progress);

    /** Called when a worker sends lines of its log and this client {@link Broker#watchLogs watches} them. */
    default void onLog(LogLines lines) {}

    /** Called when the connection has changed its state. */
    void onConnectionState(ConnectionState state);
}
