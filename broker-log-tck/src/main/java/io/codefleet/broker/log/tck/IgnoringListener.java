package io.codefleet.broker.log.tck;

import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;

/** A listener that ignores everything, for tests of what a broker answers. */
public final class IgnoringListener implements BrokerListener {
    /** Creates the listener. */
    public IgnoringListener() {}

    @Override
    public void onOutcome(Outcome outcome) {}

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onConnectionState(ConnectionState state) {}
}
