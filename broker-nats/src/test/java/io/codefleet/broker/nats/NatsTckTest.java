package io.codefleet.broker.nats;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.codefleet.testing.NatsTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit of brokers on a NATS server, as a user who may do no more than is documented. */
@Execution(ExecutionMode.CONCURRENT)
class NatsTckTest extends BrokerTckSuite {
    private static final NatsTestServer server = NatsRights.server(NatsRights.user("fleet", "*"));

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return new NatsHarness(NatsRights.uri(server, "fleet"));
    }
}
