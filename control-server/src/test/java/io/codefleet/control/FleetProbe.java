package io.codefleet.control;

import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.Documents;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A probe between a control plane and its client: it counts calls, and plays an outage of the broker, in which each call fails. */
public final class FleetProbe {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile String lastCall = "";
    private volatile int lastNumber;

    /** Takes the broker away. */
    public void takeAway() {
        away = true;
    }

    /** Takes the broker away at the call of this name that has this number, from 1. */
    public void takeAwayAtCall(String name, int number) {
        lastNumber = number;
        lastCall = name;
    }

    /** Brings the broker back. */
    public void bringBack() {
        away = false;
    }

    /** Returns how many calls there were: by the name of the method, or of documents by method, a space and their kind. */
    public int calls(String name) {
        return calls.getOrDefault(name, 0);
    }

    /** Returns a view of a client through this probe. */
    public CodefleetClient view(CodefleetClient fleet) {
        return view(CodefleetClient.class, fleet);
    }

    private <T> T view(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer(method, target, arguments)));
    }

    private @Nullable Object answer(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        count(target instanceof Documents && arguments != null ? name + " " + arguments[0] : name);
        if (away && name.equals("connectionState")) {
            return ConnectionState.RECONNECTING;
        }
        if (away && method.getReturnType() == Future.class && !name.equals("close")) {
            return Future.failedFuture(new BrokerUnavailableException("the broker is away", null));
        }
        Object answer = call(method, target, arguments);
        if (answer instanceof CodefleetClient client) {
            return view(client);
        }
        return answer instanceof Documents documents ? view(Documents.class, documents) : answer;
    }

    private void count(String name) {
        int number = calls.merge(name, 1, Integer::sum);
        if (name.equals(lastCall) && number == lastNumber) {
            takeAway();
        }
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
