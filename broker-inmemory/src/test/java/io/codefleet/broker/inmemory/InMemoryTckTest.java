package io.codefleet.broker.inmemory;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.SubmitTck;
import org.junit.jupiter.api.Nested;

/** The conformance kit on the in-memory broker. */
class InMemoryTckTest {
    @Nested
    class Submits extends SubmitTck {
        @Override
        protected BrokerHarness harness() {
            return new InMemoryHarness();
        }
    }
}
