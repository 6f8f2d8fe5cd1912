package io.codefleet.broker.rabbitmq;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.leader.LogBrokers;
import io.codefleet.broker.log.leader.LogLimits;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit on a server, with the rights that the guide gives; snapshots are written often, and the clock is turned. */
@Execution(ExecutionMode.CONCURRENT)
class RabbitTckTest extends BrokerTckSuite {
    private static final int SNAPSHOT_BYTES = 50_000;

    @Override
    protected BrokerHarness createHarness() {
        return new TurnedClock();
    }

    private static final class TurnedClock implements BrokerHarness {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
        private final RabbitBrokerProvider provider =
                new RabbitBrokerProvider(new LogBrokers(now::get, new LogLimits(SNAPSHOT_BYTES)));

        @Override
        public CodefleetOptions options(String namespace) {
            return CodefleetOptions.of(RabbitRights.shared().server().uri(RabbitRights.FLEET))
                    .namespace(namespace);
        }

        @Override
        public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
            return provider.connect(vertx, options, listener);
        }

        @Override
        public void advance(Duration time) {
            now.updateAndGet(then -> then.plus(time));
        }

        @Override
        public Duration tick() {
            return Duration.ofSeconds(1);
        }

        @Override
        public boolean turnsClock() {
            return true;
        }
    }
}
