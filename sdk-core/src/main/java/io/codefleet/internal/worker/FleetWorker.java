package io.codefleet.internal.worker;

import io.codefleet.Attempt.StopReason;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.Checkpoint;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.TaskHandler;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.Lease;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.LeaseLostException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker. What it holds is confined to one context; the fields that other threads read are volatile.
 */
public final class FleetWorker implements Worker, AttemptOwner, ClaimReportLoop.Callbacks {
    private static final Logger log = LoggerFactory.getLogger(FleetWorker.class);
    /** How long the last reports and the farewell may take when the worker leaves. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    /** Longer times do not fit into nanoseconds. */
    private static final Duration LONGEST_DRAIN = Duration.ofDays(3650);

    private final Vertx vertx;
    private final Context context;
    private final Broker broker;
    private final WorkerOptions options;
    private final Consumer<Duration> dueIn;
    private final BlockingThreads blockingThreads;
    private final Handlers handlers;
    private final ClaimReportLoop loop;
    private final Leases leases;
    private final WorkerRegistration registration;
    private final WorkerCommandHandler commands;
    private final Set<AttemptRun> slots = new HashSet<>();
    private volatile int concurrency;
    private volatile int running;
    private volatile boolean started;
    private volatile boolean paused;
    private volatile @Nullable Promise<Void> draining;
    /** Until when running tasks may finish, by {@link System#nanoTime()}; another call of drain may bring it forward. */
    private volatile long drainEnd;

    private long renewTimer = -1;

    /**
     * Creates a worker.
     *
     * @param dueIn called with the time until a retry is due
     */
    public FleetWorker(Vertx vertx, Context context, Broker broker, WorkerOptions options, Consumer<Duration> dueIn) {
        this.vertx = vertx;
        this.context = context;
        this.broker = broker;
        this.options = options;
        this.dueIn = dueIn;
        this.concurrency = options.concurrency();
        this.blockingThreads = BlockingThreads.of(options.id(), options.concurrency());
        this.handlers = new Handlers(options.id(), options.attemptInterceptors(), blockingThreads);
        this.loop = new ClaimReportLoop(broker, options.id(), options.lease(), this);
        this.leases = new Leases(broker, options.lease());
        this.registration = new WorkerRegistration(vertx, context, broker, options, this);
        this.commands = new WorkerCommandHandler(this, options);
    }

    @Override
    public String id() {
        return options.id();
    }

    @Override
    public Worker handle(String type, TaskHandler handler) {
        handlers.add(type, handler, started);
        return this;
    }

    @Override
    public Worker handleBlocking(String type, BlockingTaskHandler handler) {
        handlers.addBlocking(type, handler, started);
        return this;
    }

    @Override
    public Worker handleAnyBlocking(BlockingTaskHandler handler) {
        handlers.addBlocking(WorkerInfo.ANY_TYPE, handler, started);
        return this;
    }

    @Override
    public Worker handleAny(TaskHandler handler) {
        handlers.add(WorkerInfo.ANY_TYPE, handler, started);
        return this;
    }

    @Override
    public Worker onCommand(Handler<WorkerCommand> handler) {
        commands.others(handler);
        return this;
    }

    @Override
    public synchronized Future<Worker> start() {
        if (handlers.isEmpty()) {
            return Future.failedFuture(new InvalidInputException(
                    "worker " + id(), "has no handler; call handle(type, handler) before start()"));
        }
        if (draining != null) {
            return Future.failedFuture(new ClosedException("worker " + id()));
        }
        started = true;
        Promise<Worker> promise = Promise.promise();
        context.runOnContext(v -> registration
                .join(handlers.types())
                .onComplete(joined -> onContext(() -> {
                    if (joined.failed()) {
                        started = false;
                        promise.fail(joined.cause());
                        return;
                    }
                    long renewEvery = Math.max(1, options.lease().toMillis() / 3);
                    renewTimer = vertx.setPeriodic(renewEvery, timer -> leases.renew(this::onContext));
                    loop.requestTasks();
                    log.atInfo().addKeyValue("worker", id()).log("worker started");
                    promise.complete(this);
                })));
        return promise.future();
    }

    /** Returns whether the worker was closed and has left the fleet. */
    public boolean hasLeft() {
        Promise<Void> left = draining;
        return left != null && left.future().isComplete();
    }

    @Override
    public WorkerState state() {
        if (draining != null) {
            return WorkerState.DRAINING;
        }
        if (!started) {
            return WorkerState.OFFLINE;
        }
        if (paused) {
            return WorkerState.PAUSED;
        }
        return running >= concurrency ? WorkerState.BUSY : WorkerState.ONLINE;
    }

    @Override
    public int running() {
        return running;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public void pause() {
        paused = true;
        registration.changed();
    }

    @Override
    public void resume() {
        paused = false;
        registration.changed();
        onContext(loop::requestTasks);
    }

    @Override
    public void setConcurrency(int value) {
        concurrency = options.concurrency(value).concurrency();
        blockingThreads.resize(value);
        registration.changed();
        onContext(loop::requestTasks);
    }

    // ---- from the broker, on the context

    /** Requests tasks, as there may be some to claim. */
    void workAvailable() {
        loop.requestTasks();
    }

    void cancelRequested(String taskId, String reason) {
        leases.cancel(taskId, reason);
    }

    /** Drains this worker, as another of this id has started later: it ends what it has and takes nothing more. */
    void replaced(Throwable cause) {
        log.atError()
                .addKeyValue("worker", id())
                .addKeyValue("running", running)
                .log("the worker drains: {}", cause.getMessage());
        drain(options.drainTimeout());
    }

    void commanded(WorkerCommand command) {
        commands.execute(command);
    }

    @Override
    public int freeSlots() {
        return paused || !started || draining != null ? 0 : concurrency - slots.size();
    }

    @Override
    public Set<String> held() {
        return leases.taskIds();
    }

    @Override
    public void assigned(List<Assignment> assignments) {
        for (Assignment assignment : assignments) {
            AttemptRun run = new AttemptRun(assignment, this);
            leases.add(run);
            slots.add(run);
            if (draining != null) {
                run.stop(StopReason.HANDED_BACK, "");
            }
            run.start(handlers.of(assignment.task().type()));
        }
        running = slots.size();
    }

    // ---- from attempts, on the context

    @Override
    public void ended(AttemptRun run) {
        slots.remove(run);
        running = slots.size();
        if (loop.isQuiet()) {
            loop.requestTasks();
        }
    }

    @Override
    public void report(AttemptRun run, AttemptReport report) {
        boolean isHeld = leases.holds(run.lease());
        registration.record().count(run.task().type(), isHeld ? report : null, run.ranFor());
        if (isHeld) {
            loop.report(report);
            return;
        }
        log.atWarn()
                .addKeyValue("worker", id())
                .addKeyValue("task", run.lease().taskId())
                .addKeyValue("attempt", run.number())
                .log("lease lost; the attempt's work is discarded");
    }

    @Override
    public void answered(AttemptReport report, boolean accepted) {
        Optional<String> type = leases.typeOf(report.lease());
        leases.remove(report.lease());
        if (!accepted) {
            registration.record().countRefused(type.orElse(""), report);
            log.atWarn()
                    .addKeyValue("worker", id())
                    .addKeyValue("task", report.lease().taskId())
                    .addKeyValue("attempt", report.lease().attempt())
                    .log("report refused; the lease was lost");
        } else if (report instanceof AttemptReport.Failed failed) {
            failed.retryIn().ifPresent(dueIn);
        }
    }

    @Override
    public Duration stopGrace() {
        return options.stopGrace();
    }

    @Override
    public RetryPolicy retry() {
        return options.retry();
    }

    @Override
    public Future<Boolean> progress(Lease lease, Progress progress) {
        return leases.holds(lease)
                ? broker.progress(lease, progress)
                        .onFailure(failure -> log.atDebug()
                                .setCause(failure)
                                .addKeyValue("task", lease.taskId())
                                .log("progress was not sent"))
                : Future.succeededFuture(false);
    }

    @Override
    public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        return leases.holds(lease)
                ? broker.checkpoint(lease, checkpoint)
                : Future.failedFuture(new LeaseLostException(lease.taskId(), lease.attempt()));
    }

    @Override
    public void onContext(Runnable action) {
        if (Vertx.currentContext() == context) {
            action.run();
        } else {
            context.runOnContext(v -> action.run());
        }
    }

    @Override
    public void later(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    @Override
    public long setTimer(long millis, Runnable action) {
        return vertx.setTimer(Math.max(1, millis), timer -> action.run());
    }

    @Override
    public void cancelTimer(long timer) {
        vertx.cancelTimer(timer);
    }

    // ---- leaving

    @Override
    public Future<Void> close() {
        return drain(options.drainTimeout());
    }

    @Override
    public synchronized Future<Void> drain(Duration timeLimit) {
        long end = System.nanoTime() + (timeLimit.compareTo(LONGEST_DRAIN) < 0 ? timeLimit : LONGEST_DRAIN).toNanos();
        Promise<Void> current = draining;
        if (current != null) {
            drainEnd = end - drainEnd < 0 ? end : drainEnd;
            return current.future();
        }
        Promise<Void> promise = Promise.promise();
        drainEnd = end;
        draining = promise;
        if (started) {
            context.runOnContext(v -> drain(promise));
        } else {
            promise.complete();
        }
        return promise.future();
    }

    private void drain(Promise<Void> drained) {
        log.atInfo().addKeyValue("worker", id()).addKeyValue("running", running).log("worker drains");
        registration.changed();
        whenIdle(() -> drainEnd, () -> {
            leases.runs().forEach(run -> run.stop(StopReason.HANDED_BACK, ""));
            long end = System.nanoTime() + stopGrace().plusSeconds(1).toNanos();
            whenIdle(() -> end, () -> leave(drained));
        });
    }

    private void whenIdle(LongSupplier endNanos, Runnable action) {
        if ((slots.isEmpty() && loop.isQuiet()) || System.nanoTime() - endNanos.getAsLong() > 0) {
            action.run();
        } else {
            setTimer(20, () -> whenIdle(endNanos, action));
        }
    }

    private void leave(Promise<Void> drained) {
        long end = System.nanoTime() + FAREWELL.toNanos();
        loop.whenQuiet(() -> System.nanoTime() - end > 0, () -> {
            vertx.cancelTimer(renewTimer);
            blockingThreads.close();
            registration.leave().onComplete(left -> {
                log.atInfo().addKeyValue("worker", id()).log("worker left");
                drained.complete();
            });
        });
    }
}
