package io.codefleet.broker.log.leader;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;

/** The conformance kit on the broker on a log. */
class LogBrokerTckTest extends BrokerTckSuite {
    @Override
    protected BrokerHarness createHarness() {
        return new MemoryLogHarness(LogLimits.DEFAULT);
    }
}
