package io.codefleet.agent.worker;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskHandler;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.agent.Agent;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of the fleet with the settings of its process. */
public final class WorkerProcess {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    /** Of two ends of a drain the earlier holds, and the command has set one. */
    private static final Duration AS_COMMANDED = Duration.ofDays(365);

    /** Of the id of the worker that holds consensuses, behind that of the worker that drives runs. */
    private static final String CONSENSUS_SUFFIX = "-consensus";

    private final AgentWorkerSettings settings;
    private final Worker worker;
    /** Of runs and of consensuses. */
    private final List<Worker> drivers;

    private final ShutdownTriggers triggers;
    /** Closes what the handler uses. */
    private final Supplier<Future<Void>> resources;

    private WorkerProcess(
            AgentWorkerSettings settings,
            Worker worker,
            List<Worker> drivers,
            ShutdownTriggers triggers,
            Supplier<Future<Void>> resources) {
        this.settings = settings;
        this.worker = worker;
        this.drivers = drivers;
        this.triggers = triggers;
        this.resources = resources;
    }

    /**
     * Joins the fleet with an agent; the future fails as {@link Worker#start()} does, and with a {@link
     * io.codefleet.agent.workspace.StateFolderInUseException} if another worker uses the state folder of the workspaces.
     *
     * @param observers of its attempts
     * @param onShutdown receives the reason when it is time to {@link #shutDown}: a command of the fleet, the termination file or
     *     idleness; again, when it has become more urgent
     */
    public static Future<WorkerProcess> join(
            Vertx vertx,
            CodefleetClient fleet,
            AgentWorkerSettings settings,
            Agent agent,
            List<AttemptObserver> observers,
            Consumer<ShutdownReason> onShutdown) {
        return Workspaces.start(vertx, settings.workspaces()).compose(workspaces -> {
            try {
                return join(vertx, fleet, settings, agent, workspaces, observers, onShutdown);
            } catch (RuntimeException e) {
                // such as an id that is too long for a driver of workflows
                return workspaces.close().transform(closed -> Future.failedFuture(e));
            }
        });
    }

    private static Future<WorkerProcess> join(
            Vertx vertx,
            CodefleetClient fleet,
            AgentWorkerSettings settings,
            Agent agent,
            Workspaces workspaces,
            List<AttemptObserver> observers,
            Consumer<ShutdownReason> onShutdown) {
        AgentTaskHandler handler = new AgentTaskHandler(
                vertx,
                agent,
                workspaces,
                settings.attemptLimit(),
                new FleetApprovals(fleet),
                fleet::task,
                new TranscriptRecorders(vertx, fleet.documents(), settings.transcripts(), observers));
        TaskHandler fitting =
                new FittingHandler(handler, fleet.options().limits().maxPayloadBytes());
        return join(vertx, fleet, settings, fitting, workspaces::close, observers, onShutdown);
    }

    /**
     * Joins the fleet.
     *
     * @param resources closes what the handler uses
     */
    static Future<WorkerProcess> join(
            Vertx vertx,
            CodefleetClient fleet,
            AgentWorkerSettings settings,
            TaskHandler handler,
            Supplier<Future<Void>> resources,
            List<AttemptObserver> observers,
            Consumer<ShutdownReason> onShutdown) {
        ShutdownTriggers triggers = new ShutdownTriggers(vertx, settings.shutdown(), onShutdown);
        TaskHandler observed = new ObservedHandler(
                handler,
                Stream.concat(Stream.of(new AttemptLog(), triggers), observers.stream())
                        .toList());
        Worker worker = fleet.worker(settings.options());
        if (settings.types().isEmpty()) {
            worker.handleAny(observed);
        } else {
            settings.types().forEach(type -> worker.handle(type, observed));
        }
        List<Worker> drivers =
                settings.workflows().map(options -> drivers(fleet, options)).orElse(List.of());
        WorkerProcess process = new WorkerProcess(settings, worker, drivers, triggers, resources);
        worker.onCommand(process::commanded);
        drivers.forEach(driver -> driver.onCommand(process::commanded));
        return worker.start()
                .compose(started ->
                        Future.join(drivers.stream().map(Worker::start).toList()))
                .map(started -> {
                    triggers.begin(
                            () -> worker.state() == WorkerState.DRAINING,
                            () -> drivers.stream().anyMatch(driver -> driver.running() > 0));
                    return process;
                })
                .recover(e -> process.leave(Duration.ZERO, Duration.ZERO).transform(left -> Future.failedFuture(e)));
    }

    private static List<Worker> drivers(CodefleetClient fleet, WorkerOptions options) {
        Workflows workflows = Workflows.on(fleet);
        return List.of(
                workflows.driver(options), workflows.consensusDriver(options.id(options.id() + CONSENSUS_SUFFIX)));
    }

    private void commanded(WorkerCommand command) {
        if (command.name().equals(WorkerCommand.RESTART)) {
            triggers.restart();
        } else {
            log.atWarn()
                    .addKeyValue("worker", worker.id())
                    .addKeyValue("command", command.name())
                    .log("unknown command ignored");
        }
    }

    /** Returns its state. */
    public WorkerState state() {
        return worker.state();
    }

    /** Returns how many tasks it runs. */
    public int running() {
        return worker.running();
    }

    /** Returns how many tasks it may run at once. */
    public int slots() {
        return worker.concurrency();
    }

    /**
     * Takes nothing new, lets running tasks finish for a while, hands back the others, and ends what they have left running. A
     * second call with less time brings the end forward.
     */
    public Future<Void> shutDown(ShutdownReason reason) {
        Duration limit = reason.timeLimit().orElse(settings.options().drainTimeout());
        return leave(limit, reason.equals(ShutdownReason.DRAIN) ? AS_COMMANDED : limit);
    }

    private Future<Void> leave(Duration driversLimit, Duration workerLimit) {
        return drain(driversLimit, workerLimit)
                .transform(left -> resources
                        .get()
                        .transform(closed ->
                                left.succeeded() ? Future.succeededFuture() : Future.failedFuture(left.cause())));
    }

    private Future<Void> drain(Duration driversLimit, Duration workerLimit) {
        Future<Void> driversLeft = Future.join(drivers.stream()
                        .map(driver -> driver.drain(driversLimit))
                        .toList())
                .mapEmpty();
        return Future.join(driversLeft, worker.drain(workerLimit)).mapEmpty();
    }
}
