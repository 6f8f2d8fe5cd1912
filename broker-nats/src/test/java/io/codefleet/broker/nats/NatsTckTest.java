package io.codefleet.broker.nats;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.codefleet.testing.NatsTestServer;
import org.junit.jupiter.api.AfterAll;

/** The conformance kit of brokers on a NATS server, as a user who may do no more than is documented. */
class NatsTckTest extends BrokerTckSuite {
    private static final NatsTestServer server = NatsRights.server(NatsRights.user("fleet", "*"));

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return new NatsHarness(server);
    }
}
