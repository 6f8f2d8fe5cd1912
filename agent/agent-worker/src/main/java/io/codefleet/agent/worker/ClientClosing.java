package io.codefleet.agent.worker;

import io.codefleet.ConnectionState;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Handler of the state of a client that acts once the client is closed. The client keeps its handlers for as long as it lives, so
 * this one releases what it acts on when that has ended. Thread-safe.
 */
final class ClientClosing implements Handler<ConnectionState> {
    private volatile @Nullable Runnable action;

    /**
     * Creates a handler.
     *
     * @param action is called when the client is closed, unless it is released before
     */
    ClientClosing(Runnable action) {
        this.action = action;
    }

    @Override
    public void handle(ConnectionState state) {
        Runnable current = action;
        if (state == ConnectionState.CLOSED && current != null) {
            current.run();
        }
    }

    /** Forgets the action. */
    void release() {
        action = null;
    }
}
