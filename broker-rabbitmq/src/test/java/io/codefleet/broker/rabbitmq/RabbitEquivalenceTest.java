package io.codefleet.broker.rabbitmq;

import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;
import net.jqwik.api.Tag;

/** The broker on RabbitMQ and the in-memory broker under the same random steps. It takes minutes, so it runs on demand. */
@Tag(BrokerEquivalence.SEARCH)
class RabbitEquivalenceTest extends BrokerEquivalence {
    @Override
    protected BrokerHarness createHarness() {
        return BrokerHarness.realTime(
                new RabbitBrokerProvider(), RabbitRights.shared().server().uri(RabbitRights.FLEET));
    }
}
