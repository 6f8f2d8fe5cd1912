package io.codefleet.broker.kafka;

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
 * Serves {@code kafka://host:port} and, with TLS, {@code kafkas://host:port}: a broker over Apache Kafka. One of the processes leads
 * a namespace; when it ends or falls silent, another takes its place. A process with {@code kafka://host:port?lead=false} never leads.
 */
public final class KafkaBrokerProvider implements BrokerProvider {
    private final LogBrokers brokers;

    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public KafkaBrokerProvider() {
        this(LogBrokers.create());
    }

    KafkaBrokerProvider(LogBrokers brokers) {
        this.brokers = brokers;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("kafka", "kafkas");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        try {
            KafkaAddress address = KafkaAddress.of(options);
            return KafkaLog.open(vertx, address, options.namespace(), KafkaLog.SILENCE)
                    .compose(log -> brokers.connect(vertx, options, listener, log, address.mayLead()));
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }
}
