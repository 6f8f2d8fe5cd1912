package io.codefleet.broker.log.leader;

import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;

/** Listener of a client that waits for nothing. */
final class NobodyListens implements BrokerListener {
    @Override
    public void onOutcome(Outcome outcome) {}

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onConnectionState(ConnectionState state) {}
}
