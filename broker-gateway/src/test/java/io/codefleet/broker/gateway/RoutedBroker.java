package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One client of the kit, which works and gives orders: two connections with a key each, as no key can do both. A view for another
 * actor is a client with keys of that actor, as a key acts for nobody else.
 */
final class RoutedBroker implements InvocationHandler {
    private static final Set<String> OF_WORKERS =
            Set.of("heartbeat", "unregister", "claim", "receive", "renew", "report", "progress", "checkpoint", "log");

    private final TestGateways gateways;
    private final Vertx vertx;
    private final CodefleetOptions options;
    private final BrokerListener listener;
    private final Broker orders;
    private final Broker work;
    private final List<RoutedBroker> views = new CopyOnWriteArrayList<>();
    private final boolean isView;

    private RoutedBroker(
            TestGateways gateways,
            Vertx vertx,
            CodefleetOptions options,
            BrokerListener listener,
            Broker orders,
            Broker work,
            boolean isView) {
        this.gateways = gateways;
        this.vertx = vertx;
        this.options = options;
        this.listener = listener;
        this.orders = orders;
        this.work = work;
        this.isView = isView;
    }

    static Future<Broker> connect(
            TestGateways gateways, Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        return connect(gateways, vertx, options, listener, false).map(RoutedBroker::proxy);
    }

    private static Future<RoutedBroker> connect(
            TestGateways gateways, Vertx vertx, CodefleetOptions options, BrokerListener listener, boolean isView) {
        return TestGateways.connect(vertx, options, listener, gateways.key(options.actor(), Role.ADMIN))
                .compose(orders -> TestGateways.connect(
                                vertx, options, listener, gateways.key(options.actor(), Role.WORKER))
                        .map(work -> new RoutedBroker(gateways, vertx, options, listener, orders, work, isView)));
    }

    private Broker proxy() {
        return (Broker) Proxy.newProxyInstance(Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            return isView ? Future.succeededFuture() : close();
        }
        if (method.getName().equals("actingAs")) {
            CodefleetOptions other = options.actor(String.valueOf(arguments[0]));
            RoutedBroker view = get(connect(gateways, vertx, other, listener, true));
            views.add(view);
            return view.proxy();
        }
        try {
            return method.invoke(OF_WORKERS.contains(method.getName()) ? work : orders, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Future<Void> close() {
        return Future.join(views.stream().map(RoutedBroker::close).toList())
                .compose(done -> orders.close())
                .compose(done -> work.close());
    }
}
