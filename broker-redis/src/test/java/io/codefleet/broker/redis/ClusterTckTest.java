package io.codefleet.broker.redis;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.codefleet.redis.test.TestCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit on a Cluster: namespaces are random, so that all of its masters have their share. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterTckTest extends BrokerTckSuite {
    private static final TestCluster cluster = TestCluster.start();

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return BrokerHarness.realTime(new RedisBrokerProvider(), cluster.uri());
    }
}
