package io.codefleet.micrometer.server;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Knows whether the event loops of a Vert.x answer: one that is blocked stops leases, heartbeats and all else that it runs. */
final class EventLoops {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Context> loops = new CopyOnWriteArrayList<>();

    /** Finds the loops, by something that is deployed once on each. */
    static Future<EventLoops> of(Vertx vertx) {
        EventLoops found = new EventLoops();
        int number = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
        return vertx.deployVerticle(found::probe, new DeploymentOptions().setInstances(number))
                .map(found);
    }

    private VerticleBase probe() {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                loops.add(context);
                return Future.succeededFuture();
            }
        };
    }

    /** Returns one context on each event loop. */
    List<Context> contexts() {
        return loops;
    }

    /** Completes with whether all of them answer soon. Never fails. */
    Future<Boolean> answer() {
        List<Future<Void>> answers = loops.stream().map(EventLoops::answer).toList();
        return Future.all(answers).map(true).otherwise(false);
    }

    private static Future<Void> answer(Context loop) {
        Promise<Void> answered = Promise.promise();
        loop.runOnContext(v -> answered.complete());
        return answered.future().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
