package io.codefleet.faults.environment;

import io.codefleet.testing.NatsTestCluster;
import io.codefleet.testing.NatsTestServer;
import org.jspecify.annotations.Nullable;

/** Breaks the server of a cluster that leads a stream, whichever that is at the time. */
final class NatsClusterControl implements ServerControl {
    private final NatsTestCluster cluster;
    private final String stream;
    private @Nullable NatsTestServer broken;

    NatsClusterControl(NatsTestCluster cluster, String stream) {
        this.cluster = cluster;
        this.stream = stream;
    }

    private NatsTestServer leader() {
        NatsTestServer found = cluster.leaderOf(stream);
        broken = found;
        return found;
    }

    @Override
    public void kill() {
        leader().kill();
    }

    @Override
    public void restart() {
        NatsTestServer killed = broken;
        NatsTestServer server = killed == null ? leader() : killed;
        server.stop();
        server.run();
        broken = null;
    }

    @Override
    public void pause() {
        leader().pause();
    }

    @Override
    public void resume() {
        NatsTestServer paused = broken;
        if (paused != null) {
            paused.resume();
            broken = null;
        }
    }
}
