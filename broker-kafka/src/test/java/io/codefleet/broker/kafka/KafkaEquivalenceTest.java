package io.codefleet.broker.kafka;

import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;

/** The broker on a Kafka server and the in-memory broker under the same random steps. */
class KafkaEquivalenceTest extends BrokerEquivalence {
    @Override
    protected int sequences() {
        return 30;
    }

    @Override
    protected BrokerHarness createHarness() {
        return BrokerHarness.realTime(new KafkaBrokerProvider(), KafkaRights.uri(KafkaRights.server(), "fleet"));
    }
}
