package io.codefleet.micrometer;

import io.codefleet.Attempt;
import io.codefleet.AttemptInterceptor;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.agent.worker.AttemptEnd;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a worker that runs a host's own handlers: its attempts, their duration, and its slots. They have the names of
 * those of {@link WorkerMeters}. It counts attempts in each registry that it is bound to, from then on. Any thread may call it.
 *
 * <p>A host binds it, and gives it to the worker as its first interceptor
 * ({@link io.codefleet.WorkerOptions#attemptInterceptors}).
 */
public final class HandlerMeters implements MeterBinder, AttemptInterceptor {
    private static final Logger log = LoggerFactory.getLogger(HandlerMeters.class);

    private final Supplier<Optional<Worker>> worker;
    private final AttemptMeters attempts = new AttemptMeters();

    private HandlerMeters(Supplier<Optional<Worker>> worker) {
        this.worker = worker;
    }

    /**
     * Creates the meters of a worker.
     *
     * @param worker gives it; without one it has no slots and runs nothing
     */
    public static HandlerMeters of(Supplier<Optional<Worker>> worker) {
        return new HandlerMeters(worker);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        attempts.bindTo(registry, () -> figure(Worker::running), () -> figure(Worker::concurrency));
    }

    private int figure(ToIntFunction<Worker> read) {
        return worker.get().map(read::applyAsInt).orElse(0);
    }

    @Override
    public Future<TaskResult> intercept(Attempt attempt, TaskHandler next) {
        safely(() -> attempts.started(attempt));
        long begin = System.nanoTime();
        return next.handle(attempt).onComplete(ended -> {
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);
            safely(() -> attempts.ended(attempt, AttemptEnd.of(attempt, complete(ended), duration)));
        });
    }

    /** Returns how an attempt ended; one whose handler gave null has failed. */
    private static AsyncResult<TaskResult> complete(AsyncResult<TaskResult> ended) {
        return ended.succeeded() && ended.result() == null
                ? Future.failedFuture(new NullPointerException("null in place of a result"))
                : ended;
    }

    /** Counts. A fault of a registry must not end an attempt. */
    private static void safely(Runnable count) {
        try {
            count.run();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("an attempt was not counted");
        }
    }
}
