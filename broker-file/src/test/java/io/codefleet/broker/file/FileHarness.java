package io.codefleet.broker.file;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.leader.LogBrokers;
import io.codefleet.broker.log.leader.LogLimits;
import io.codefleet.broker.tck.BrokerHarness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The broker in a folder of its own; snapshots are written often, and the clock is turned. */
final class FileHarness implements BrokerHarness {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-01-01T00:00:00Z"));
    private final FileBrokerProvider provider = new FileBrokerProvider(new LogBrokers(now::get, new LogLimits(4000)));
    private final Path folder;

    FileHarness(Path folder) {
        this.folder = folder;
    }

    @Override
    public CodefleetOptions options(String namespace) {
        return CodefleetOptions.of(folder.toUri().toString()).namespace(namespace);
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
