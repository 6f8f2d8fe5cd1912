package io.codefleet.broker.inmemory;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.tck.BrokerHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;

/** A store of its own, whose clock is turned. */
final class InMemoryHarness implements BrokerHarness {
    private final String store = "tck-" + UUID.randomUUID();
    private final TestClock clock = TestClock.of(store);

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of("memory:" + store).namespace(namespace);
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        return new InMemoryBrokerProvider().connect(vertx, options, listener);
    }

    @Override
    public void advance(Duration time) {
        clock.advance(time);
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
