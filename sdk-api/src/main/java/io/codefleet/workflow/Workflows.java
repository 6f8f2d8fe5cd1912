package io.codefleet.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.RunOptions;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;

/**
 * Runs workflows on a fleet.
 *
 * <p>A run is a task of type {@value #TASK_TYPE} whose id is that of the run; its lease, cancel and dead letter are those that
 * every task has. Its steps are child tasks: {@code run/step}, {@code run/step#3} for an item of a list, {@code run/outer/inner}
 * in a workflow step, {@code run/step+undo} for a compensation. The driver of a run finds by these ids the steps that have ended,
 * and submits only the others. So a driver may die at any moment, and no step that ended runs again as long as its task is
 * retained.
 *
 * <pre>{@code
 * WorkflowRun run = await(Workflows.on(fleet).run(review.with("project", "/srv/shop"), RunOptions.of("nightly")));
 * String report = (String) await(run.result()).outputs().get("report");
 * }</pre>
 */
public interface Workflows {
    /** The type of the task that a run is. */
    String TASK_TYPE = "workflow";

    /** The type of the task that an approval step is. Its worker is the person who decides. */
    String APPROVAL_TYPE = "approval";

    /** The type of the task that a pause of a run is. No worker serves it. */
    String PAUSE_TYPE = "pause";

    /** The type of the task that the time limit of a run is. No worker serves it. */
    String TIME_LIMIT_TYPE = "time-limit";

    /** The capability that a worker offers to drive runs; agents do not have it. */
    String CAPABILITY = "workflow";

    /** Returns the workflows of this fleet. */
    static Workflows on(CodefleetClient fleet) {
        return WorkflowsProvider.load().on(fleet);
    }

    /**
     * Runs a workflow, driven by this process; when the future succeeds the run is stored. If the process dies, the same call
     * in another process continues the run, after ten seconds at the earliest. A run that has ended gives its result at once.
     *
     * <p>Fails with {@link io.codefleet.error.InvalidInputException} if the definition is faulty, see {@link Workflow#check};
     * with {@link io.codefleet.error.DuplicateTaskException} if a run of this id has another definition, other inputs or
     * options, or is driven by the fleet; with {@link io.codefleet.error.BrokerRefusedException} if this process may not be
     * a worker, and then nothing is stored; and as {@link CodefleetClient#submitTask} does.
     *
     * @param workflow the definition, with a value for each input
     * @param options the run's id, budget and how many tasks are under way at once
     */
    Future<WorkflowRun> run(Workflow workflow, RunOptions options);

    /**
     * Submits a run that any worker of {@link #driver} drives; when the future succeeds the run is stored. Fails as {@link
     * #run} does.
     */
    Future<WorkflowRun> submit(Workflow workflow, RunOptions options);

    /**
     * Retries a run that failed or was cancelled, as a new run ({@code id~1}, {@code id~2}, …) that any worker of {@link
     * #driver} drives. A step keeps its result if it succeeded and no step before it runs again; the others run again. A step
     * that was undone runs again too.
     *
     * <p>The same for a changed definition or budget is {@link #run} or {@link #submit} of it under the id {@code id~1}:
     * steps whose task is the same keep their results.
     *
     * <p>Fails with {@link io.codefleet.error.TaskNotFoundException} if the run does not exist, and with {@link
     * io.codefleet.error.InvalidInputException} if it has not failed.
     */
    Future<WorkflowRun> retry(String runId);

    /** Retries a run as {@link #retry} does, driven by this process. */
    Future<WorkflowRun> retryHere(String runId);

    /** Returns a run that was begun elsewhere or earlier; does not ask the broker. */
    WorkflowRun handle(String runId);

    /**
     * Creates a worker in this process that drives runs, as many at once as its concurrency; it does nothing before it is
     * started. It offers {@link #CAPABILITY} in addition to the capabilities of the options. Driving costs next to nothing, so
     * that the concurrency may be high; a run is driven from its start to its end, through pauses and approvals.
     */
    Worker driver(WorkerOptions options);

    /**
     * Creates a worker in this process that holds the consensuses of {@link io.codefleet.json.ConsensusTask}, as many at
     * once as its concurrency; it does nothing before it is started. It offers {@link #CAPABILITY} in addition to the
     * capabilities of the options. It is another worker than {@link #driver}, because a run waits for the consensus that is one
     * of its steps: with slots in common, runs could take all and wait forever.
     */
    Worker consensusDriver(WorkerOptions options);
}
