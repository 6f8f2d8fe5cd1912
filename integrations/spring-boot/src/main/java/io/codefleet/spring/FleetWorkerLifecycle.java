package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Worker of an application, from the start of the application until it stops. It joins the fleet last. It takes nothing new as
 * soon as the application stops, in the phase in which a web server finishes its requests, and lets running tasks finish.
 */
public final class FleetWorkerLifecycle implements SmartLifecycle {
    /** Phase of the worker: that in which a web server of Spring Boot finishes its requests. */
    public static final int PHASE = DEFAULT_PHASE - 1024;

    private final CodefleetClient fleet;
    private final HandlerMethods methods;
    private final WorkerOptions options;
    private volatile @Nullable Worker worker;

    FleetWorkerLifecycle(CodefleetClient fleet, HandlerMethods methods, WorkerOptions options) {
        this.fleet = fleet;
        this.methods = methods;
        this.options = options;
    }

    /** Returns the worker; absent before the start, after the stop, and if the application has no handler. */
    public Optional<Worker> worker() {
        return Optional.ofNullable(worker);
    }

    @Override
    public void start() {
        Collection<HandlerMethod> handlers = methods.find().values();
        if (handlers.isEmpty()) {
            return;
        }
        Worker created = fleet.worker(options);
        handlers.forEach(handler -> handler.addTo(created));
        worker = Blocking.await(created.start());
    }

    @Override
    public void stop() {
        Worker running = worker;
        if (running != null) {
            Blocking.await(running.close());
            worker = null;
        }
    }

    @Override
    public void stop(Runnable callback) {
        Worker running = worker;
        if (running == null) {
            callback.run();
            return;
        }
        running.close().onComplete(closed -> {
            worker = null;
            callback.run();
        });
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
