package io.codefleet.broker.gateway;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;

/** The conformance kit through a gateway. */
class GatewayTckTest extends BrokerTckSuite {
    @Override
    protected BrokerHarness createHarness() {
        return new GatewayHarness();
    }
}
