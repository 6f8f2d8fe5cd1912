package io.codefleet.broker.nats;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.testing.NatsTestCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance kit of logs with three replicas of each stream. Its restart ends all servers before it starts the first one again. */
class NatsClusterLogTest extends LogTck {
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final AtomicInteger LAST = new AtomicInteger();
    private static NatsTestCluster cluster;

    @BeforeAll
    static void startServers() {
        cluster = NatsTestCluster.start();
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
    }

    @Override
    protected LogHarness harness() {
        String namespace = "replicated-" + LAST.incrementAndGet();
        NatsAddress address = NatsAddress.of(CodefleetOptions.of(cluster.uri() + "?replicas=3"));
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return NatsLog.open(vertx, address, namespace, SILENCE).map(log -> log);
            }

            @Override
            public void restart() {
                cluster.killAll();
                cluster.runAll();
                cluster.awaitReplicas(NatsNames.of(namespace).logStream());
            }
        };
    }
}
