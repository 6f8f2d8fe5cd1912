package io.codefleet.broker.gateway;

import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;

/** A gateway and the in-memory broker under the same random steps. */
class GatewayEquivalenceTest extends BrokerEquivalence {
    @Override
    protected BrokerHarness createHarness() {
        return new GatewayHarness();
    }
}
