package io.codefleet.broker.gateway;

import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.BrokerListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that keeps what it receives. */
final class RecordedEvents implements BrokerListener {
    final Set<String> ended = ConcurrentHashMap.newKeySet();
    final List<ConnectionState> states = new CopyOnWriteArrayList<>();

    @Override
    public void onOutcome(Outcome outcome) {
        ended.add(outcome.taskId());
    }

    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onConnectionState(ConnectionState state) {
        states.add(state);
    }

    ConnectionState last() {
        return states.get(states.size() - 1);
    }
}
