package io.codefleet.broker.nats;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The broker on servers that all tests share, in namespaces of this test; snapshots are written often, and the clock is turned. */
final class NatsHarness implements BrokerHarness {
    private static final AtomicInteger LAST = new AtomicInteger();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
    private final NatsBrokerProvider provider = new NatsBrokerProvider(new LogBrokers(now::get, new LogLimits(4000)));
    private final String prefix = "t" + LAST.incrementAndGet() + ".";
    private final String uri;

    NatsHarness(String uri) {
        this.uri = uri;
    }

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of(uri).namespace(prefix + namespace);
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
