package io.codefleet.broker.redis;

import io.codefleet.broker.tck.AuditTck;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.CancelTck;
import io.codefleet.broker.tck.CapabilityTck;
import io.codefleet.broker.tck.CheckpointTck;
import io.codefleet.broker.tck.CloseTck;
import io.codefleet.broker.tck.EventTck;
import io.codefleet.broker.tck.LeaseTck;
import io.codefleet.broker.tck.MultiClientTck;
import io.codefleet.broker.tck.NamespaceTck;
import io.codefleet.broker.tck.OutcomeTck;
import io.codefleet.broker.tck.PauseTck;
import io.codefleet.broker.tck.PriorityTck;
import io.codefleet.broker.tck.ProgressTck;
import io.codefleet.broker.tck.PurgeTck;
import io.codefleet.broker.tck.QueryTck;
import io.codefleet.broker.tck.RetentionTck;
import io.codefleet.broker.tck.RetryTck;
import io.codefleet.broker.tck.SendAgainTck;
import io.codefleet.broker.tck.SignalTck;
import io.codefleet.broker.tck.StatsTck;
import io.codefleet.broker.tck.SubmitTck;
import io.codefleet.broker.tck.TimeoutTck;
import io.codefleet.broker.tck.WorkerTck;
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
    class Checkpoints extends CheckpointTck {
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

    @Nested
    class Outcomes extends OutcomeTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Progress extends ProgressTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Events extends EventTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Workers extends WorkerTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Signals extends SignalTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Pauses extends PauseTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Queries extends QueryTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Purges extends PurgeTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Retention extends RetentionTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Stats extends StatsTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Namespaces extends NamespaceTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class SeveralClients extends MultiClientTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class CallsSentAgain extends SendAgainTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Closes extends CloseTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }

    @Nested
    class Audits extends AuditTck {
        @Override
        protected BrokerHarness harness() {
            return BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());
        }
    }
}
