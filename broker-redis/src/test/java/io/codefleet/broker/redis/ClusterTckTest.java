package io.codefleet.broker.redis;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.redis.test.TestCluster;
import org.junit.jupiter.api.AfterAll;

/** The conformance kit on a Cluster: namespaces are random, so that all of its masters have their share. */
class ClusterTckTest extends BrokerTckSuite {
    private static final TestCluster cluster = TestCluster.start();

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    BrokerHarness redis() {
        return BrokerHarness.realTime(new RedisBrokerProvider(), cluster.uri());
    }
}
