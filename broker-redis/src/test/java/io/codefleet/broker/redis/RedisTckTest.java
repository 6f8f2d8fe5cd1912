package io.codefleet.broker.redis;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.CancelTck;
import io.codefleet.broker.tck.CapabilityTck;
import io.codefleet.broker.tck.LeaseTck;
import io.codefleet.broker.tck.PriorityTck;
import io.codefleet.broker.tck.RetryTck;
import io.codefleet.broker.tck.SubmitTck;
import io.codefleet.broker.tck.TimeoutTck;
import io.codefleet.redis.test.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The conformance kit on the Redis broker, on a real server. */
class RedisTckTest {
    private static final RedisTestServer server = RedisTestServer.start();

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Submits extends SubmitTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Priorities extends PriorityTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Capabilities extends CapabilityTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Leases extends LeaseTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Retries extends RetryTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Cancels extends CancelTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Timeouts extends TimeoutTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }
}
