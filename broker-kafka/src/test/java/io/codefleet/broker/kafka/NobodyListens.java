package io.codefleet.broker.kafka;

import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;

/** A listener that does nothing. */
final class NobodyListens implements BrokerListener {
    @Override
    public void onOutcome(Outcome outcome) {}

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onConnectionState(ConnectionState state) {}
}
