package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Backoff;
import io.codefleet.CodefleetClient;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLimits;
import io.codefleet.TaskStatus;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.internal.orchestration.consensus.ConsensusHandler;
import io.codefleet.json.ConsensusTask;
import io.codefleet.json.WorkflowJson;
import io.codefleet.json.WorkflowJson.StoredRun;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Stores runs as tasks, and drives those of this process. */
final class FleetWorkflows implements Workflows {
    private static final Logger log = LoggerFactory.getLogger(FleetWorkflows.class);
    /** For compensations, when the run's own time is up. */
    private static final Duration AFTER_TIME_LIMIT = Duration.ofDays(1);
    /** A driver that dies costs an attempt; many may, as nothing that has ended is run again. */
    private static final RetryPolicy RETRY = RetryPolicy.DEFAULT
            .maxAttempts(RetryPolicy.MAX_ATTEMPTS)
            .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    /** How long a driver that could not start waits. */
    private static final Duration DRIVE_AGAIN = Duration.ofSeconds(1);

    private final CodefleetClient fleet;
    private final Runs runs;

    FleetWorkflows(CodefleetClient fleet, Runs runs) {
        this.fleet = fleet;
        this.runs = runs;
    }

    @Override
    public Future<WorkflowRun> run(Workflow workflow, RunOptions options) {
        return checked(workflow, options).compose(this::driveHere);
    }

    @Override
    public Future<WorkflowRun> submit(Workflow workflow, RunOptions options) {
        return checked(workflow, options).compose(this::driveAnywhere);
    }

    private static Future<StoredRun> checked(Workflow workflow, RunOptions options) {
        if (options.retryFailed()) {
            return Future.failedFuture(new InvalidInputException(
                    "run.retryFailed", "is not for workflows, of which a run has one outcome; use Workflows.retry"));
        }
        try {
            Workflow checked = workflow.check();
            RunIds.check(checked, options.id());
            return Future.succeededFuture(new StoredRun(checked, options));
        } catch (CodefleetException e) {
            return Future.failedFuture(e);
        }
    }

    private static Task task(StoredRun run) {
        Duration deadline =
                run.workflow().timeLimit().orElse(Workflow.MAX_DURATION).plus(AFTER_TIME_LIMIT);
        return Task.builder(WorkflowJson.encode(run).encode())
                .id(run.options().id())
                .type(TASK_TYPE)
                .limits(new TaskLimits(deadline, deadline, deadline))
                .retry(RETRY)
                .headers(run.options().headers())
                .parentId(run.options().parent().orElse(null))
                .build();
    }

    private Future<WorkflowRun> driveAnywhere(StoredRun run) {
        return fleet.submitTask(task(run).requires(CAPABILITY)).map(this::handle);
    }

    private WorkflowRun handle(TaskHandle task) {
        return new FleetWorkflowRun(fleet, runs.context(), task);
    }

    private Future<WorkflowRun> driveHere(StoredRun run) {
        Task task = task(run).placement(Placement.worker(driverId(run)));
        return fleet.task(task.id())
                .compose(known -> known.isPresent() ? continueRun(run, task) : begin(run, task))
                .map(this::handle);
    }

    private static String driverId(StoredRun run) {
        return run.options().id() + "+driver";
    }

    /** Stores a new run. Its driver starts first: a run whose driver may not start would wait until its deadline. */
    private Future<TaskHandle> begin(StoredRun run, Task task) {
        return startDriver(run)
                .compose(driver -> fleet.submitTask(task)
                        .onFailure(failure -> driver.ifPresent(Worker::close))
                        .onSuccess(stored -> drive(run, stored, driver)));
    }

    /** Drives a stored run. The submit comes first: a run that is refused must not take the place of the driver under way. */
    private Future<TaskHandle> continueRun(StoredRun run, Task task) {
        return fleet.submitTask(task)
                .compose(stored -> stored.outcome().isComplete()
                        ? Future.succeededFuture(stored)
                        : startDriver(run).map(driver -> {
                            drive(run, stored, driver);
                            return stored;
                        }));
    }

    /**
     * Starts the driver of a run; empty if that failed. It may succeed later, or another process drives the run. Fails if this
     * process may not work, as nobody would drive the run then.
     */
    private Future<Optional<Worker>> startDriver(StoredRun run) {
        return driver(run)
                .map(Optional::of)
                .recover(failure -> failure instanceof BrokerRefusedException
                        ? Future.failedFuture(new BrokerRefusedException(
                                "this process may not drive run "
                                        + run.options().id() + ": " + failure.getMessage()
                                        + "; let a worker with --workflows drive it, by codefleet run --durable or by"
                                        + " submit() or retry() of Workflows",
                                failure))
                        : Future.succeededFuture(Optional.empty()));
    }

    private Future<Worker> driver(StoredRun run) {
        return DedicatedWorker.start(fleet, driverId(run), TASK_TYPE, new WorkflowHandler(fleet, runs, task -> run));
    }

    /** Drives a stored run until it ends. Its caller waits for it, so that a driver that cannot start tries again. */
    private void drive(StoredRun run, TaskHandle stored, Optional<Worker> started) {
        started.map(Future::succeededFuture)
                .orElseGet(() -> driver(run))
                .compose(driver -> DedicatedWorker.serve(driver, stored))
                .onFailure(failure -> {
                    boolean refused = failure instanceof BrokerRefusedException;
                    log.atLevel(refused ? Level.WARN : Level.DEBUG)
                            .addKeyValue("run", stored.id())
                            .setCause(failure)
                            .log("driving a run ended");
                    if (isRetryable(failure)) {
                        runs.vertx().setTimer(DRIVE_AGAIN.toMillis(), again -> drive(run, stored, Optional.empty()));
                    }
                });
    }

    private static boolean isRetryable(Throwable failure) {
        return failure instanceof CodefleetException known && known.retryable();
    }

    @Override
    public Future<WorkflowRun> retry(String runId) {
        return again(runId).compose(this::driveAnywhere);
    }

    @Override
    public Future<WorkflowRun> retryHere(String runId) {
        return again(runId).compose(this::driveHere);
    }

    private Future<StoredRun> again(String runId) {
        return find(fleet, runId).map(info -> {
            if (info.status() != TaskStatus.FAILED && info.status() != TaskStatus.CANCELLED) {
                throw new InvalidInputException(
                        "runId",
                        runId + " is " + info.status() + "; only a run that failed or was cancelled can be retried");
            }
            StoredRun run = WorkflowJson.decodeRun(runId, info.task().prompt());
            return new StoredRun(
                    run.workflow(),
                    run.options().toBuilder()
                            .id(EarlierRuns.next(runId))
                            .headers(info.task().headers())
                            .parent(info.task().parentId().orElse(null))
                            .build());
        });
    }

    /** Finds the task of a run; fails if no task has this id. */
    static Future<TaskInfo> find(CodefleetClient fleet, String runId) {
        return fleet.task(runId).map(found -> {
            TaskInfo info = found.orElseThrow(() -> new TaskNotFoundException(runId));
            if (!info.task().type().equals(TASK_TYPE)) {
                throw new InvalidInputException(
                        "runId", runId + " is a task of type " + info.task().type() + " and no run of a workflow");
            }
            return info;
        });
    }

    /** Reads and checks a stored run. An older client may have submitted it, or another program, so it is checked again. */
    private static StoredRun read(Task task) {
        StoredRun run = WorkflowJson.decodeRun(task.id(), task.prompt());
        run.workflow().check();
        return run;
    }

    @Override
    public WorkflowRun handle(String runId) {
        return handle(fleet.handle(runId));
    }

    @Override
    public Worker driver(WorkerOptions options) {
        return worker(options).handle(TASK_TYPE, new WorkflowHandler(fleet, runs, FleetWorkflows::read));
    }

    @Override
    public Worker consensusDriver(WorkerOptions options) {
        return worker(options).handle(ConsensusTask.TYPE, new ConsensusHandler(runs));
    }

    private Worker worker(WorkerOptions options) {
        TreeSet<String> capabilities = new TreeSet<>(options.capabilities());
        capabilities.add(CAPABILITY);
        return fleet.worker(options.capabilities(capabilities).drainTimeout(Duration.ZERO));
    }
}
