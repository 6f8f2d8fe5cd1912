package io.codefleet.broker;

import io.codefleet.CodefleetOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;

/** Makes brokers; found by {@link java.util.ServiceLoader} and chosen by the scheme of the URI. */
public interface BrokerProvider {
    /** Returns the URI schemes it serves, in lower case, such as {@code memory}. */
    Set<String> schemes();

    /**
     * Connects. The future fails with {@link io.codefleet.error.InvalidInputException} for a URI it cannot use, {@link
     * io.codefleet.error.BrokerUnavailableException} if nothing answers, {@link io.codefleet.error.BrokerRefusedException} if
     * it is refused.
     *
     * @param listener receives outcomes, signals and messages; called on a context of this {@code vertx}
     */
    Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener);
}
