package io.codefleet.faults;

import io.codefleet.broker.redis.RedisBrokerProvider;
import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.redis.test.RedisTestServer;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The Redis broker and the in-memory broker under the same random steps. */
class RedisEquivalenceTest extends BrokerEquivalence {
    private static RedisTestServer server;

    @BeforeContainer
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
    }
}
