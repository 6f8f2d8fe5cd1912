package io.codefleet.fleet;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The in-memory broker behind a line that can be made bad: {@code faulty:name} is {@code memory:name}, but calls of the named
 * methods are lost on the way there, or their answers on the way back, as often as a test asks for.
 */
public final class FaultyBrokerProvider implements BrokerProvider {
    private static final Map<String, AtomicInteger> LOST_CALLS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> LOST_ANSWERS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> THROWN = new ConcurrentHashMap<>();
    private static final Map<String, Promise<Void>> HELD = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> REFUSED = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> DEAF = new ConcurrentHashMap<>();

    static void reset() {
        LOST_CALLS.clear();
        LOST_ANSWERS.clear();
        THROWN.clear();
        HELD.clear();
        REFUSED.clear();
        DEAF.clear();
    }

    /** The next calls of this method fail before they reach the broker. */
    static void loseCalls(String method, int times) {
        LOST_CALLS.put(method, new AtomicInteger(times));
    }

    /** The next calls of this method reach the broker, and fail for the caller. */
    static void loseAnswers(String method, int times) {
        LOST_ANSWERS.put(method, new AtomicInteger(times));
    }

    /** The next call of this method is made, and answered, once the test completes the promise. */
    static void hold(String method, Promise<Void> until) {
        HELD.put(method, until);
    }

    static boolean isHeld(String method) {
        return !HELD.containsKey(method);
    }

    /** Calls of this method are refused from now on, as for a client without the right. */
    static void refuse(String method) {
        REFUSED.put(method, true);
    }

    /** The next calls of this method throw, as no broker should. */
    static void throwFrom(String method, int times) {
        THROWN.put(method, new AtomicInteger(times));
    }

    /** How many calls of this method are still to throw. */
    static int toThrow(String method) {
        return THROWN.get(method).get();
    }

    /** Notifications of this listener method are lost from now on. */
    static void loseNotifications(String method) {
        DEAF.put(method, true);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("faulty");
    }

    @Override
    public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
        if (take(LOST_CALLS, "connect")) {
            return vertx.timer(1)
                    .compose(passed ->
                            Future.failedFuture(new BrokerUnavailableException("connect was lost on the way", null)));
        }
        URI uri = URI.create("memory:" + options.uri().getSchemeSpecificPart());
        BrokerProvider memory = ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains("memory"))
                .findFirst()
                .orElseThrow();
        return memory.connect(vertx, options.uri(uri), deaf(listener)).map(FaultyBrokerProvider::faulty);
    }

    private static BrokerListener deaf(BrokerListener listener) {
        return proxy(
                BrokerListener.class,
                (self, method, arguments) ->
                        DEAF.containsKey(method.getName()) ? null : call(listener, method, arguments));
    }

    private static Broker faulty(Broker broker) {
        return proxy(Broker.class, (self, method, arguments) -> {
            if (take(LOST_CALLS, method.getName())) {
                return lost(method.getName());
            }
            if (REFUSED.containsKey(method.getName())) {
                return Future.failedFuture(new BrokerRefusedException("no right to " + method.getName(), null));
            }
            if (take(THROWN, method.getName())) {
                throw new IllegalStateException(method.getName() + " throws");
            }
            Promise<Void> held = HELD.remove(method.getName());
            if (held != null) {
                return held.future().compose(passed -> late(broker, method, arguments));
            }
            Object answer = call(broker, method, arguments);
            return take(LOST_ANSWERS, method.getName()) ? lost(method.getName()) : answer;
        });
    }

    private static Future<?> late(Broker broker, Method method, Object[] arguments) {
        try {
            return (Future<?>) call(broker, method, arguments);
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<?> lost(String method) {
        return Future.failedFuture(new BrokerUnavailableException(method + " was lost on the way", null));
    }

    private static boolean take(Map<String, AtomicInteger> faults, String method) {
        AtomicInteger left = faults.get(method);
        return left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
