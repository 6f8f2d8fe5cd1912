package io.codefleet.workflow;

import io.codefleet.CancelResult;
import io.codefleet.Run;
import io.vertx.core.Future;

/**
 * A run of a workflow, driven by this process or by another. Several processes may hold one. Its methods may be called from
 * any thread.
 */
public interface WorkflowRun extends Run<WorkflowResult> {
    /**
     * Returns the result, once the run has ended. Fails with {@link WorkflowFailedException} if the run failed, with {@link
     * io.codefleet.error.RunCancelledException} if it was cancelled, with {@link
     * io.codefleet.error.TaskNotFoundException} if the run does not exist, and with {@link
     * io.codefleet.error.ClosedException} if the client is closed first.
     */
    @Override
    Future<WorkflowResult> result();

    /** Returns the state of each step. Fails with {@link io.codefleet.error.TaskNotFoundException} for an unknown run. */
    Future<WorkflowStatus> status();

    /**
     * Cancels the run and all its tasks; nothing is undone. It is for any state, that of a run that waits for a driver
     * included.
     */
    @Override
    Future<CancelResult> cancel(String reason);

    /**
     * Pauses the run: no new step begins until {@link #resume}, and running steps continue. The driver sees the pause within
     * the poll interval of its client. The run's time limit still counts. A second pause has no further effect.
     *
     * @param by who pauses, for those who look at the run
     */
    Future<Void> pause(String by);

    /** Resumes the run; has no effect if it is not paused. */
    Future<Void> resume();

    /**
     * Approves an approval step that waits, also while the namespace is paused.
     *
     * <p>Fails with {@link io.codefleet.error.InvalidInputException} if the step is not one that waits for approval, or was
     * decided otherwise before; saying the same twice is saying it once. Fails with {@link
     * io.codefleet.error.BrokerUnavailableException} if the decision is not known to be stored after 20 seconds.
     *
     * @param step the step's name; that of one in a workflow step is {@code outer/inner}
     * @param by who says so; it is kept in the step's data as {@code by}
     * @param comment why; it is the step's text
     */
    Future<Void> approve(String step, String by, String comment);

    /** Rejects an approval step that waits, which fails it; otherwise as {@link #approve}. */
    Future<Void> reject(String step, String by, String comment);
}
