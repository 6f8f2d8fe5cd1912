package io.codefleet.launcher.worker;

import io.codefleet.Codefleet;
import io.codefleet.TaskHandler;
import io.codefleet.Worker;
import io.codefleet.WorkerState;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.launcher.workspace.Workspaces;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** A worker of the fleet with the settings of its process. */
public final class WorkerProcess {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Worker worker;
    private final Optional<Worker> driver;
    private final Promise<Void> left = Promise.promise();

    private WorkerProcess(Vertx vertx, Worker worker, Optional<Worker> driver) {
        this.vertx = vertx;
        this.worker = worker;
        this.driver = driver;
    }

    /** Joins the fleet with an agent; the future fails as {@link Worker#start()} does. */
    public static Future<WorkerProcess> join(Vertx vertx, Codefleet fleet, WorkerSettings settings, Agent agent) {
        Workspaces workspaces = new Workspaces(vertx, settings.workspaces());
        return join(
                vertx,
                fleet,
                settings,
                new AgentTaskHandler(
                        vertx, agent, workspaces, settings.attemptLimit(), new FleetApprovals(fleet), fleet::task));
    }

    static Future<WorkerProcess> join(Vertx vertx, Codefleet fleet, WorkerSettings settings, TaskHandler handler) {
        Worker worker = fleet.worker(settings.worker());
        if (settings.types().isEmpty()) {
            worker.handleAny(handler);
        } else {
            settings.types().forEach(type -> worker.handle(type, handler));
        }
        Optional<Worker> driver = settings.workflows().map(Workflows.on(fleet)::driver);
        WorkerProcess process = new WorkerProcess(vertx, worker, driver);
        return worker.start()
                .compose(started -> driver.map(Worker::start).orElse(Future.succeededFuture(started)))
                .map(started -> {
                    process.watch();
                    return process;
                });
    }

    /** An operator may tell the worker to leave over the fleet; it does so by itself, and we look whether it has begun to. */
    private void watch() {
        vertx.setPeriodic(LOOK.toMillis(), timer -> {
            if (worker.state() == WorkerState.DRAINING) {
                vertx.cancelTimer(timer);
                leave().onComplete(left);
            }
        });
    }

    /** Completes when the worker has left the fleet because an operator of it said so. */
    public Future<Void> left() {
        return left.future();
    }

    /** Takes nothing new, lets running tasks finish, and hands back the others after the drain timeout. */
    public Future<Void> leave() {
        Future<Void> driverLeft = driver.map(Worker::close).orElse(Future.succeededFuture());
        return driverLeft.eventually(worker::close);
    }
}
