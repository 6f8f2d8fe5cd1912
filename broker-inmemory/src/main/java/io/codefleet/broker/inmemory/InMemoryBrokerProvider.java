package io.codefleet.broker.inmemory;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * Serves {@code memory:name}: a store that all clients of this JVM share that name it. It is gone when its last client closes.
 * Stores nothing on disk. For unit tests see {@link TestClock}.
 */
public final class InMemoryBrokerProvider implements BrokerProvider {
    /** Creates the provider for {@link java.util.ServiceLoader}. */
    public InMemoryBrokerProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        String name = options.uri().getSchemeSpecificPart();
        if (name.startsWith("/")) {
            return Future.failedFuture(new InvalidInputException(
                    "uri", "has slashes after memory:; write memory:name, as in memory:demo"));
        }
        Stores stores = Stores.enter(name);
        return Future.succeededFuture(new InMemoryBroker(
                vertx, options, listener, stores.namespace(options.namespace()), () -> Stores.leave(stores)));
    }
}
