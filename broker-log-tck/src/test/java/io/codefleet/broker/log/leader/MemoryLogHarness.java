package io.codefleet.broker.log.leader;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.memory.MemoryLogSystem;
import io.codefleet.broker.tck.BrokerHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The broker on logs in memory, one for each namespace; each client is a process of its own. The clock is turned. */
final class MemoryLogHarness implements BrokerHarness {
    private final Map<String, MemoryLogSystem> systems = new HashMap<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
    private final LogLimits limits;

    MemoryLogHarness(LogLimits limits) {
        this.limits = limits;
    }

    MemoryLogSystem system(String namespace) {
        return systems.computeIfAbsent(namespace, key -> new MemoryLogSystem());
    }

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of("memory-log:test").namespace(namespace);
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        return new LogBrokers(now::get, limits)
                .connect(vertx, options, listener, system(options.namespace()).open(vertx), true);
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
