package io.codefleet.broker.nats;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.leader.LogBrokers;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * Serves {@code nats://host:port} and {@code tls://host:port}: a broker over NATS JetStream. One of the processes leads a namespace;
 * when it ends or falls silent, another takes its place. A process with {@code nats://host:port?lead=false} never leads.
 */
public final class NatsBrokerProvider implements BrokerProvider {
    private final LogBrokers brokers;

    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public NatsBrokerProvider() {
        this(LogBrokers.create());
    }

    NatsBrokerProvider(LogBrokers brokers) {
        this.brokers = brokers;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("nats", "tls");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        try {
            NatsAddress address = NatsAddress.of(options);
            return NatsLog.open(vertx, address, options.namespace(), NatsLog.SILENCE)
                    .compose(log -> brokers.connect(vertx, options, listener, log, address.mayLead()));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }
}
