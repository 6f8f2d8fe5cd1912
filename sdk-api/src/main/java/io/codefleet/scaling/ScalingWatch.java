package io.codefleet.scaling;

import io.codefleet.CodefleetClient;
import io.codefleet.error.ClosedException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to a host how many workers its fleet should have, at an interval until it is closed. A higher need is reported at once,
 * a lower one after {@link ScalingOptions#scaleDownStabilization()}: the highest need of that time counts.
 *
 * <pre>{@code
 * ScalingWatch watch = ScalingWatch.start(vertx, fleet, ScalingOptions.DEFAULT, Duration.ofSeconds(15),
 *         plan -> plan.pools().forEach(pool -> machines.resize(pool.name(), pool.desiredWorkers())));
 * }</pre>
 */
public final class ScalingWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ScalingWatch.class);

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final ScalingOptions options;
    private final Consumer<ScalingPlan> listener;
    private final StabilizationWindow stabilization;
    private long timer = -1;
    private boolean asking;
    private volatile boolean closed;

    private ScalingWatch(Vertx vertx, CodefleetClient fleet, ScalingOptions options, Consumer<ScalingPlan> listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.fleet = fleet;
        this.options = options;
        this.listener = listener;
        this.stabilization = new StabilizationWindow(options.scaleDownStabilization());
    }

    /**
     * Begins to watch.
     *
     * @param vertx whose context the listener is called on
     * @param interval how often the fleet is asked; two calls to the broker each time
     * @param listener called each time with the plan, also if it has not changed; must not block
     */
    public static ScalingWatch start(
            Vertx vertx,
            CodefleetClient fleet,
            ScalingOptions options,
            Duration interval,
            Consumer<ScalingPlan> listener) {
        ScalingWatch watch = new ScalingWatch(vertx, fleet, options, listener);
        watch.context.runOnContext(v -> {
            watch.look();
            watch.timer = vertx.setPeriodic(Math.max(1, interval.toMillis()), timer -> watch.look());
        });
        return watch;
    }

    private void look() {
        if (closed) {
            vertx.cancelTimer(timer);
            return;
        }
        if (asking) {
            return;
        }
        asking = true;
        ScalingPlan.of(fleet, options)
                .onComplete(plan -> context.runOnContext(v -> {
                    asking = false;
                    if (plan.succeeded()) {
                        publish(stabilization.steadied(plan.result()));
                    } else {
                        missed(plan.cause());
                    }
                }));
    }

    private void publish(ScalingPlan plan) {
        if (!closed) {
            try {
                listener.accept(plan);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("the listener of a scaling watch failed");
            }
        }
    }

    private void missed(@Nullable Throwable cause) {
        if (cause instanceof ClosedException) {
            close();
        } else {
            log.atDebug().setCause(cause).log("the fleet could not be asked for its need of workers; asked again");
        }
    }

    /** Stops the reports. */
    @Override
    public void close() {
        closed = true;
        context.runOnContext(v -> vertx.cancelTimer(timer));
    }

    /** Keeps a need up for a while when it falls. */
    static final class StabilizationWindow {
        private final Duration window;
        private final Map<String, Deque<Observation>> observations = new HashMap<>();

        private record Observation(Instant at, int desiredWorkers) {}

        StabilizationWindow(Duration window) {
            this.window = window;
        }

        ScalingPlan steadied(ScalingPlan plan) {
            plan.pools()
                    .forEach(pool -> observations
                            .computeIfAbsent(pool.name(), name -> new ArrayDeque<>())
                            .addLast(new Observation(plan.at(), pool.desiredWorkers())));
            Instant oldest = plan.at().minus(window);
            observations.values().forEach(each -> each.removeIf(old -> old.at().isBefore(oldest)));
            observations.values().removeIf(Deque::isEmpty);
            List<Pool> pools = new ArrayList<>();
            plan.pools().forEach(pool -> pools.add(pool.desiredWorkers(highest(pool))));
            return new ScalingPlan(plan.at(), pools);
        }

        private int highest(Pool pool) {
            return observations.getOrDefault(pool.name(), new ArrayDeque<>()).stream()
                    .mapToInt(Observation::desiredWorkers)
                    .max()
                    .orElse(pool.desiredWorkers());
        }
    }
}
