package io.codefleet.broker.nats;

import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.testing.NatsTestServer;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The broker on a NATS server and the in-memory broker under the same random steps. */
class NatsEquivalenceTest extends BrokerEquivalence {
    private static NatsTestServer server;

    @BeforeContainer
    static void startServer() {
        server = NatsRights.server(NatsRights.user("fleet", "*"));
    }

    @AfterContainer
    static void stopServer() {
        server.close();
    }

    @Override
    protected int sequences() {
        return 60;
    }

    @Override
    protected BrokerHarness createHarness() {
        return BrokerHarness.realTime(new NatsBrokerProvider(), NatsRights.uri(server, "fleet"));
    }
}
