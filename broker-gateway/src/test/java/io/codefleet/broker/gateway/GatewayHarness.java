package io.codefleet.broker.gateway;

import io.codefleet.CodefleetOptions;
import io.codefleet.StorageLimits;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.inmemory.TestClock;
import io.codefleet.broker.tck.BrokerHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;

/** A gateway to a store in memory whose clock is turned. The limits are those of the gateway: a client has no say in them. */
final class GatewayHarness implements BrokerHarness {
    private final String store = "tck-" + UUID.randomUUID();
    private final TestClock clock = TestClock.of(store);
    private final TestGateways gateways;
    private volatile StorageLimits limits = StorageLimits.DEFAULT;

    GatewayHarness() {
        gateways = new TestGateways(
                namespace -> CodefleetOptions.of("memory:" + store)
                        .namespace(namespace)
                        .limits(limits),
                Duration.ofSeconds(10));
    }

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of(gateways.uri()).namespace(namespace);
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        limits = options.limits();
        return RoutedBroker.connect(gateways, vertx, options, listener);
    }

    @Override
    public void advance(Duration time) {
        clock.advance(time);
    }

    @Override
    public Duration tick() {
        return Duration.ofSeconds(1);
    }

    /** Only people do, with keys of their own: {@link GatewayApprovalTest}. */
    @Override
    public boolean workersDecide() {
        return false;
    }

    @Override
    public boolean turnsClock() {
        return true;
    }

    @Override
    public void close() {
        try {
            gateways.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
