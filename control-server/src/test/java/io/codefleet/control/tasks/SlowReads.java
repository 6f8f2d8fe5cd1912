package io.codefleet.control.tasks;

import io.codefleet.CodefleetClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client whose reads of single tasks wait while they are held, as those of a slow broker do. */
final class SlowReads {
    private final CodefleetClient fleet;
    private final AtomicReference<Promise<Void>> gate = new AtomicReference<>();
    private final CopyOnWriteArrayList<String> held = new CopyOnWriteArrayList<>();

    SlowReads(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    void hold() {
        gate.set(Promise.promise());
    }

    void release() {
        Promise<Void> waiting = gate.getAndSet(null);
        if (waiting != null) {
            waiting.complete();
        }
    }

    boolean holds() {
        return !held.isEmpty();
    }

    CodefleetClient client() {
        return (CodefleetClient) Proxy.newProxyInstance(
                CodefleetClient.class.getClassLoader(),
                new Class<?>[] {CodefleetClient.class},
                (self, method, arguments) -> {
                    Promise<Void> waiting = gate.get();
                    if (!method.getName().equals("task") || waiting == null) {
                        return call(() -> method.invoke(fleet, arguments));
                    }
                    held.add(String.valueOf(arguments[0]));
                    return waiting.future().compose(released -> {
                        try {
                            return (Future<?>) call(() -> method.invoke(fleet, arguments));
                        } catch (Throwable e) {
                            return Future.failedFuture(e);
                        }
                    });
                });
    }

    private interface Invocation {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object call(Invocation invocation) throws Throwable {
        try {
            return invocation.run();
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
