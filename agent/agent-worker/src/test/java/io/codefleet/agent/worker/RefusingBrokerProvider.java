package io.codefleet.agent.worker;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.inmemory.InMemoryBrokerProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Serves {@code refusing:name}: the store of {@code memory:name}, which refuses each worker whose id ends with "refused". */
public final class RefusingBrokerProvider implements BrokerProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("refusing");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        return new InMemoryBrokerProvider().connect(vertx, options, listener).map(RefusingBrokerProvider::refusing);
    }

    private static Broker refusing(Broker broker) {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("heartbeat")
                            && ((WorkerInfo) arguments[0]).id().endsWith("refused")) {
                        return Future.failedFuture("the worker is refused");
                    }
                    try {
                        return method.invoke(broker, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
