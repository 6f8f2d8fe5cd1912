package io.codefleet.broker.kafka;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit of brokers on a Kafka server, as a user who may do no more than is documented. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaTckTest extends BrokerTckSuite {
    @Override
    protected BrokerHarness createHarness() {
        return new KafkaHarness();
    }
}
