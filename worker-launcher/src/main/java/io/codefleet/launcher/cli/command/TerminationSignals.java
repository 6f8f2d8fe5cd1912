package io.codefleet.launcher.cli.command;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that ask this process to stop. A shutdown hook would do but for one thing: after it the JVM ends with 143, and a
 * worker that shut down gracefully should end with 0. The JVM's signal class is not part of the Java API, hence the reflection.
 */
final class TerminationSignals {
    private static final Logger log = LoggerFactory.getLogger(TerminationSignals.class);

    private TerminationSignals() {}

    /** Runs the action on each SIGTERM, SIGINT and SIGHUP, on a thread of its own, in place of what the JVM does. */
    static void onStop(Runnable action) {
        for (String name : new String[] {"TERM", "INT", "HUP"}) {
            try {
                handle(name, action);
            } catch (ReflectiveOperationException | RuntimeException e) {
                log.atDebug()
                        .addKeyValue("signal", name)
                        .setCause(e)
                        .log("signal cannot be handled; it ends the process at once");
            }
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object onSignal = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                    }
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    }
}
