package io.codefleet.broker.nats;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.CancelTck;
import io.codefleet.broker.tck.IdempotencyTck;
import io.codefleet.broker.tck.LeaseTck;
import io.codefleet.broker.tck.OutcomeTck;
import io.codefleet.testing.NatsTestCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The tests of the conformance kit of brokers by which no task is lost or has two outcomes, with three replicas of each stream. */
@Execution(ExecutionMode.CONCURRENT)
class NatsClusterTckTest {
    private static NatsTestCluster cluster;

    @BeforeAll
    static void startServers() {
        cluster = NatsTestCluster.start();
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
    }

    private static BrokerHarness replicated() {
        return new NatsHarness(cluster.uri() + "?replicas=3");
    }

    @Nested
    class LeaseTests extends LeaseTck {
        @Override
        protected BrokerHarness harness() {
            return replicated();
        }
    }

    @Nested
    class IdempotencyTests extends IdempotencyTck {
        @Override
        protected BrokerHarness harness() {
            return replicated();
        }
    }

    @Nested
    class OutcomeTests extends OutcomeTck {
        @Override
        protected BrokerHarness harness() {
            return replicated();
        }
    }

    @Nested
    class CancelTests extends CancelTck {
        @Override
        protected BrokerHarness harness() {
            return replicated();
        }
    }
}
