package io.codefleet.internal.worker;

import io.codefleet.Backoff;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.error.ClosedException;
import io.codefleet.error.WorkerReplacedException;
import io.codefleet.internal.batch.GuardedCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's place in the fleet: its heartbeats, and the signals of the broker. Confined to the worker's context, but for
 * {@link #changed}.
 */
final class WorkerRegistration {
    private static final Logger log = LoggerFactory.getLogger(WorkerRegistration.class);
    /** Shorter than what proxies allow a silent connection. */
    private static final Duration RECEIVE_WAIT = Duration.ofSeconds(45);

    private static final int HEARTBEATS_TO_LIVE = 3;
    /** A claim costs a broker more than a heartbeat, and finds nothing unless a wake-up was lost. */
    private static final int HEARTBEATS_TO_CATCH_UP = 3;

    private static final Backoff RETRY =
            new Backoff(Backoff.Growth.EXPONENTIAL, Duration.ofMillis(500), Duration.ofSeconds(4), 1);

    private final Vertx vertx;
    private final Context context;
    private final Broker broker;
    private final WorkerOptions options;
    private final FleetWorker worker;
    private Instant startedAt = Instant.now();
    private SortedSet<String> types = Collections.emptySortedSet();
    private final TrackRecord record = new TrackRecord();
    private long heartbeatTimer = -1;
    private long heartbeats;
    private int receiveFailures;
    private boolean joined;
    private boolean left;
    /** Another worker of the same id has taken its place. */
    private boolean replaced;

    WorkerRegistration(Vertx vertx, Context context, Broker broker, WorkerOptions options, FleetWorker worker) {
        this.vertx = vertx;
        this.context = context;
        this.broker = broker;
        this.options = options;
        this.worker = worker;
    }

    /** Registers the worker, and listens to its signals from then on. */
    Future<Void> join(SortedSet<String> handledTypes) {
        types = handledTypes;
        startedAt = Instant.now();
        Promise<Void> promise = Promise.promise();
        beat().onComplete(first -> worker.onContext(() -> {
            if (first.failed()) {
                promise.fail(first.cause());
                return;
            }
            if (left || worker.state() == WorkerState.DRAINING) {
                // Closed meanwhile; the farewell may have reached the broker before this heartbeat.
                unregister().onComplete(gone -> promise.fail(new ClosedException("worker " + options.id())));
                return;
            }
            joined = true;
            long every = options.heartbeat().toMillis();
            // A random first wait keeps a fleet that was started at once from beating in step.
            long firstWait = 1 + ThreadLocalRandom.current().nextLong(Math.max(1, every));
            heartbeatTimer = vertx.setPeriodic(firstWait, Math.max(1, every), timer -> beatAndCatchUp());
            receive();
            promise.complete();
        }));
        return promise.future();
    }

    private void beatAndCatchUp() {
        beat().onFailure(failure -> log.atDebug()
                .setCause(failure)
                .addKeyValue("worker", options.id())
                .log("heartbeat failed"));
        // What waits for a notification also polls: a lost wake-up only delays.
        heartbeats++;
        if (heartbeats % HEARTBEATS_TO_CATCH_UP == 0) {
            worker.workAvailable();
        }
    }

    /** Sends a changed registration to the fleet at once; from any thread. */
    void changed() {
        context.runOnContext(v -> {
            if (joined && !left) {
                beat();
            }
        });
    }

    private void beatFailed(Throwable failure) {
        if (failure instanceof WorkerReplacedException && joined && !replaced) {
            replaced = true;
            left = true;
            vertx.cancelTimer(heartbeatTimer);
            worker.replaced(failure);
        }
    }

    private Future<Void> beat() {
        WorkerInfo info = WorkerInfo.builder(options.id(), worker.state(), startedAt, Instant.EPOCH)
                .types(types)
                .capabilities(options.capabilities())
                .concurrency(worker.concurrency())
                .running(worker.running())
                .load(LoadProbe.now())
                .performance(record.performance())
                .labels(options.labels())
                .build();
        Future<Void> beat =
                GuardedCall.of(() -> broker.heartbeat(info, options.heartbeat().multipliedBy(HEARTBEATS_TO_LIVE)));
        beat.onFailure(failure -> worker.onContext(() -> beatFailed(failure)));
        return beat;
    }

    private void receive() {
        GuardedCall.of(() -> broker.receive(options.id(), RECEIVE_WAIT))
                .onComplete(answer -> worker.onContext(() -> received(answer)));
    }

    private void received(AsyncResult<List<WorkerSignal>> answer) {
        if (left) {
            return;
        }
        if (answer.failed()) {
            receiveFailures++;
            Duration wait = RETRY.delayAfter(
                    receiveFailures, ThreadLocalRandom.current().nextDouble());
            worker.setTimer(1 + wait.toMillis(), this::receive);
            // A wake-up may have been lost with the connection that it came on.
            worker.workAvailable();
            return;
        }
        receiveFailures = 0;
        answer.result().forEach(this::signalled);
        receive();
    }

    private void signalled(WorkerSignal signal) {
        if (signal instanceof WorkerSignal.CancelRequested cancel) {
            worker.cancelRequested(cancel.taskId(), cancel.reason());
        } else if (signal instanceof WorkerSignal.CommandReceived command) {
            worker.commanded(command.command());
        } else {
            worker.workAvailable();
        }
    }

    /** Returns the record of the worker's attempts; the next heartbeat reports it. */
    TrackRecord record() {
        return record;
    }

    /** Removes the registration of the worker, unless another one of its id is registered; never fails. */
    Future<Void> leave() {
        left = true;
        vertx.cancelTimer(heartbeatTimer);
        return replaced ? Future.succeededFuture() : unregister();
    }

    private Future<Void> unregister() {
        return GuardedCall.of(() -> broker.unregister(options.id())).otherwiseEmpty();
    }
}
