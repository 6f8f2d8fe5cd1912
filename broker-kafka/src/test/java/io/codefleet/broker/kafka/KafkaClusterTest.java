package io.codefleet.broker.kafka;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.tck.ContinuousWork;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.codefleet.kafka.test.KafkaTestCluster;
import io.codefleet.kafka.test.KafkaTestServer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three servers, of which a record needs two, and of which the one that leads the log is killed while a fleet works. */
@Timeout(150)
class KafkaClusterTest {
    private static final String NAMESPACE = "replicated";
    private static final int SOME = 20;

    private static Broker connect(Vertx vertx, KafkaTestCluster cluster, BrokerListener listener) {
        CodefleetOptions options =
                CodefleetOptions.of(cluster.uri() + "?replicas=3").namespace(NAMESPACE);
        return get(new KafkaBrokerProvider().connect(vertx, options, listener));
    }

    @Test
    void noTaskIsLostWhenTheLeaderOfThePartitionIsKilled() {
        Vertx vertx = Vertx.vertx();
        String log = KafkaNames.of(NAMESPACE).log();
        ContinuousWork work = new ContinuousWork(vertx);
        try (KafkaTestCluster cluster = KafkaTestCluster.start()) {
            Broker client = connect(vertx, cluster, work);
            Broker worker = connect(vertx, cluster, new IgnoringListener());
            cluster.awaitReplicas(log);
            work.begin(client, worker);
            work.awaitOutcomes(SOME);

            KafkaTestServer leader = cluster.leaderOf(log);
            leader.kill();
            work.awaitOutcomes(SOME);
            assertThat(cluster.leaderOf(log)).isNotSameAs(leader);
            leader.run();
            cluster.awaitReplicas(log);
            work.awaitOutcomes(SOME);

            work.finish(worker);
            get(worker.close());
            get(client.close());
        } finally {
            get(vertx.close());
        }
    }
}
