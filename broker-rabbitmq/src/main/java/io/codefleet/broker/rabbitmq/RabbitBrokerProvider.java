package io.codefleet.broker.rabbitmq;

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
 * Serves {@code amqp://} and {@code amqps://}: a broker whose log is a stream of RabbitMQ. One of the processes leads; when it ends,
 * another takes its place. A process with {@code ?lead=false} never leads.
 */
public final class RabbitBrokerProvider implements BrokerProvider {
    private final LogBrokers brokers;

    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public RabbitBrokerProvider() {
        this(LogBrokers.create());
    }

    RabbitBrokerProvider(LogBrokers brokers) {
        this.brokers = brokers;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("amqp", "amqps");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        try {
            RabbitAddress address = RabbitAddress.of(options);
            return RabbitLog.open(vertx, address, options.namespace())
                    .compose(log -> brokers.connect(vertx, options, listener, log, address.mayLead()));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }
}
