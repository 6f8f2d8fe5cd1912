package io.codefleet.broker.kafka;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.leader.LogBrokers;
import io.codefleet.broker.log.leader.LogLimits;
import io.codefleet.broker.tck.BrokerHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** The broker on the server that all tests share, in namespaces of this test; snapshots are written often, and the clock is turned. */
final class KafkaHarness implements BrokerHarness {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
    private final KafkaBrokerProvider provider = new KafkaBrokerProvider(new LogBrokers(now::get, new LogLimits(4000)));
    private final String prefix = UUID.randomUUID().toString().substring(0, 13) + ".";

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of(KafkaRights.uri(KafkaRights.server(), "fleet"))
                .namespace(prefix + namespace);
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
