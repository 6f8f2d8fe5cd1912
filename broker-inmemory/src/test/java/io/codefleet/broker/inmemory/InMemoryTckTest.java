package io.codefleet.broker.inmemory;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;

/** The conformance kit on the in-memory broker. */
class InMemoryTckTest extends BrokerTckSuite {
    @Override
    protected BrokerHarness createHarness() {
        return new InMemoryHarness();
    }
}
