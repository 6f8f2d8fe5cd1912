package io.codefleet.internal.client;

import io.codefleet.broker.Broker;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the broker to do what is due: expired leases, delayed tasks, time limits, retention. It has no owner; every client
 * offers, and the broker lets one. State is confined to the context.
 */
final class MaintenanceLoop {
    private static final Logger log = LoggerFactory.getLogger(MaintenanceLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    /** A broker that asks for no wait at all, for ever, must not keep the event loop from other work. */
    private static final long SHORTEST_MILLIS = 1;

    /**
     * By then a run of maintenance that is planned now has been, and has seen what is due when; brokers ask for one about each second.
     */
    private static final Duration FORESEEN = Duration.ofSeconds(10);

    private static final long SLOT_MILLIS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Broker broker;
    private final Set<Long> offers = new HashSet<>();
    private long timer = -1;
    private boolean running;
    private boolean closed;

    MaintenanceLoop(Vertx vertx, Context context, Broker broker) {
        this.vertx = vertx;
        this.context = context;
        this.broker = broker;
    }

    /** Begins; on the context. */
    void start() {
        run();
    }

    /**
     * Offers maintenance after this time, whatever was planned, as something will be due then. If the time is far enough
     * away, the next run of maintenance notices it in time. Called from any thread.
     */
    void dueIn(Duration delay) {
        if (delay.compareTo(FORESEEN) < 0) {
            context.runOnContext(v -> offerIn(delay.toMillis() + 1));
        }
    }

    /** Schedules an offer. One timer serves all that is due in the same few milliseconds, however many tasks there are. */
    private void offerIn(long millis) {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        long slot = Math.floorDiv(now + millis, SLOT_MILLIS) + 1;
        if (offers.add(slot)) {
            vertx.setTimer(slot * SLOT_MILLIS - now, due -> {
                offers.remove(slot);
                run();
            });
        }
    }

    private void run() {
        if (closed || running) {
            return;
        }
        running = true;
        vertx.cancelTimer(timer);
        GuardedCall.of(broker::runMaintenance).onComplete(answer -> context.runOnContext(v -> completed(answer)));
    }

    private void completed(AsyncResult<Duration> answer) {
        running = false;
        if (closed) {
            return;
        }
        if (answer.failed()) {
            log.atDebug().setCause(answer.cause()).log("maintenance failed; offered again later");
        }
        Duration wait = answer.succeeded() ? answer.result() : AFTER_FAILURE;
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(0.1);
        long millis = Math.max(SHORTEST_MILLIS, (long) (wait.toMillis() * jitter));
        timer = vertx.setTimer(millis, due -> run());
    }

    /** Ends; on the context. */
    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
