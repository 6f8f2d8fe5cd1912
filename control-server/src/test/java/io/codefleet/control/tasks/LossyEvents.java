package io.codefleet.control.tasks;

import io.codefleet.CodefleetClient;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.vertx.core.Handler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client whose streams of events can lose events, as those of a broker do for a watcher that is too slow. */
final class LossyEvents {
    private static final long PATIENCE_SECONDS = 20;

    private final CodefleetClient fleet;
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile boolean losing;
    private volatile Handler<FleetEvent> reader = event -> {};

    LossyEvents(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    CodefleetClient client() {
        return proxy(
                CodefleetClient.class,
                (method, arguments) -> method.getName().equals("events")
                        ? stream((EventStream<?>) call(method, fleet, arguments))
                        : call(method, fleet, arguments));
    }

    /** Loses all events from now on. */
    void loseAll() {
        losing = true;
    }

    boolean awaitLost() {
        try {
            return lost.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives the reader an event that the broker has not sent. */
    void deliver(FleetEvent event) {
        reader.handle(event);
    }

    @SuppressWarnings("unchecked")
    private Object stream(EventStream<?> stream) {
        return proxy(EventStream.class, (method, arguments) -> {
            if (method.getName().equals("handler") && arguments[0] != null) {
                reader = (Handler<FleetEvent>) arguments[0];
                arguments[0] = (Handler<FleetEvent>) this::read;
            }
            return call(method, stream, arguments);
        });
    }

    private void read(FleetEvent event) {
        if (losing) {
            lost.countDown();
        } else {
            reader.handle(event);
        }
    }

    private interface Answer {
        @Nullable
        Object of(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.of(method, arguments == null ? new Object[0] : arguments)));
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
