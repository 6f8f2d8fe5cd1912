package io.codefleet.control.gateway;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.ServiceLoader;

/** Finds the broker of a scheme among those on the class path. */
public final class Brokers {
    private Brokers() {}

    /** Connects to the broker of these options; fails as {@link BrokerProvider#connect} does. */
    public static Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        String scheme = options.uri().getScheme().toLowerCase(Locale.ROOT);
        for (BrokerProvider provider :
                ServiceLoader.load(BrokerProvider.class, BrokerProvider.class.getClassLoader())) {
            if (provider.schemes().contains(scheme)) {
                return provider.connect(vertx, options, listener);
            }
        }
        return Future.failedFuture(
                new InvalidInputException("uri", "has the scheme '" + scheme + "', for which no broker is there"));
    }
}
