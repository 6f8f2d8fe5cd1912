package io.codefleet.internal.client;

import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what the broker says onto the client's context. */
final class ClientListener implements BrokerListener {
    private static final Logger log = LoggerFactory.getLogger(ClientListener.class);

    private final Context context;
    private final List<Handler<ConnectionState>> stateHandlers = new CopyOnWriteArrayList<>();
    private volatile ConnectionState state = ConnectionState.CONNECTED;
    private volatile @Nullable Receivers receivers;

    private record Receivers(OutcomeWaiter outcomes, ProgressHub progress, LogHub logs) {}

    ClientListener(Context context) {
        this.context = context;
    }

    /**
     * Sets the receivers of outcomes, progress and log lines. They come later than the listener, as the broker has to be
     * there before its client is.
     */
    void to(OutcomeWaiter outcomes, ProgressHub progress, LogHub logs) {
        receivers = new Receivers(outcomes, progress, logs);
    }

    @Override
    public void onOutcome(Outcome outcome) {
        Receivers to = receivers;
        if (to != null) {
            context.runOnContext(v -> to.outcomes().arrived(outcome));
        }
    }

    @Override
    public void onProgress(Progress progress) {
        Receivers to = receivers;
        if (to != null) {
            context.runOnContext(v -> to.progress().arrived(progress));
        }
    }

    @Override
    public void onLog(LogLines lines) {
        Receivers to = receivers;
        if (to != null) {
            context.runOnContext(v -> to.logs().arrived(lines));
        }
    }

    @Override
    public void onConnectionState(ConnectionState changed) {
        context.runOnContext(v -> notifyReceivers(changed));
    }

    ConnectionState state() {
        return state;
    }

    void addStateHandler(Handler<ConnectionState> handler) {
        stateHandlers.add(handler);
    }

    /** Notifies the handlers if the state of the connection has changed. Called on the context. */
    void notifyReceivers(ConnectionState changed) {
        if (state != changed) {
            state = changed;
            log.atInfo().addKeyValue("state", changed).log("broker connection");
            stateHandlers.forEach(handler -> notifyReceivers(handler, changed));
        }
    }

    private static void notifyReceivers(Handler<ConnectionState> handler, ConnectionState changed) {
        try {
            handler.handle(changed);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("state", changed).log("a handler of the connection's state failed");
        }
    }
}
