package io.codefleet.broker.inmemory;

import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.inmemory.internal.Follower;
import io.vertx.core.Context;
import java.util.List;

/** Carries what the store says onto the client's context. */
final class StoreClient implements Follower {
    private final Context context;
    private final BrokerListener listener;

    StoreClient(Context context, BrokerListener listener) {
        this.context = context;
        this.listener = listener;
    }

    @Override
    public void outcomes(List<Outcome> outcomes) {
        context.runOnContext(v -> outcomes.forEach(listener::onOutcome));
    }

    @Override
    public void log(LogLines lines) {
        context.runOnContext(v -> listener.onLog(lines));
    }

    @Override
    public void progress(Progress progress) {
        context.runOnContext(v -> listener.onProgress(progress));
    }
}
