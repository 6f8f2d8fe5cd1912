package io.codefleet.broker.redis;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.redis.test.TestSentinel;
import org.junit.jupiter.api.AfterAll;

/** The life of a task on a master that Sentinels watch. */
class SentinelTckTest extends BrokerSmokeTck {
    private static final TestSentinel sentinel = TestSentinel.start();

    @AfterAll
    static void stop() {
        sentinel.close();
    }

    @Override
    BrokerHarness redis() {
        return BrokerHarness.realTime(new RedisBrokerProvider(), sentinel.uri());
    }
}
