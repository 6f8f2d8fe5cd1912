package io.codefleet.broker.tck;

import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that keeps what it has heard. */
final class Recorder implements BrokerListener {
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    final List<Progress> progress = new CopyOnWriteArrayList<>();
    final List<LogLines> logs = new CopyOnWriteArrayList<>();
    /** The owner of the context on which each call came. */
    final List<Optional<Vertx>> owners = new CopyOnWriteArrayList<>();

    @Override
    public void onOutcome(Outcome outcome) {
        owners.add(Optional.ofNullable(Vertx.currentContext()).map(Context::owner));
        outcomes.add(outcome);
    }

    @Override
    public void onProgress(Progress message) {
        owners.add(Optional.ofNullable(Vertx.currentContext()).map(Context::owner));
        progress.add(message);
    }

    @Override
    public void onLog(LogLines lines) {
        owners.add(Optional.ofNullable(Vertx.currentContext()).map(Context::owner));
        logs.add(lines);
    }

    @Override
    public void onConnectionState(ConnectionState state) {}
}
