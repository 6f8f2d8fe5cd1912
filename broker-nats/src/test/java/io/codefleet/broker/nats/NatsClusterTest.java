package io.codefleet.broker.nats;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.tck.ContinuousWork;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.testing.NatsTestCluster;
import io.codefleet.testing.NatsTestServer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three servers of which the one that leads the stream of a namespace fails while a fleet works. */
@Timeout(120)
class NatsClusterTest {
    private static final int SOME = 20;
    private static NatsTestCluster cluster;

    private final Vertx vertx = Vertx.vertx();
    private final List<Broker> brokers = new ArrayList<>();

    @BeforeAll
    static void startServers() {
        cluster = NatsTestCluster.start();
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
    }

    @AfterEach
    void close() {
        brokers.forEach(broker -> get(broker.close()));
        get(vertx.close());
    }

    private Broker connect(String uri, String namespace, BrokerListener listener) {
        CodefleetOptions options = CodefleetOptions.of(uri + "?replicas=3").namespace(namespace);
        Broker broker = get(new NatsBrokerProvider().connect(vertx, options, listener));
        brokers.add(broker);
        return broker;
    }

    /** Lets a fleet work, with a process at each server, while the leader of the stream fails and returns. */
    private void work(String namespace, Consumer<NatsTestServer> fail, Consumer<NatsTestServer> heal) {
        String stream = NatsNames.of(namespace).logStream();
        ContinuousWork work = new ContinuousWork(vertx);
        Broker client = connect(cluster.uris().get(0), namespace, work);
        Broker worker = connect(cluster.uris().get(1), namespace, new IgnoringListener());
        Broker observer = connect(cluster.uris().get(2), namespace, new IgnoringListener());
        work.begin(client, worker);
        work.awaitOutcomes(SOME);

        NatsTestServer leader = cluster.leaderOf(stream);
        fail.accept(leader);
        work.awaitOutcomes(SOME);
        heal.accept(leader);
        cluster.awaitReplicas(stream);
        work.awaitOutcomes(SOME);

        work.finish(observer);
    }

    @Test
    void noTaskIsLostWhenTheLeaderOfTheStreamIsKilled() {
        work("killed", NatsTestServer::kill, NatsTestServer::run);
    }

    @Test
    void noTaskIsLostWhenTheLeaderOfTheStreamStandsStill() {
        work("paused", NatsTestServer::pause, NatsTestServer::resume);
    }

    @Test
    void noTaskIsLostWhenTheLeaderOfTheStreamIsRestarted() {
        work(
                "restarted",
                server -> {
                    server.stop();
                    server.run();
                },
                server -> {});
    }
}
