package io.codefleet.broker;

import io.codefleet.WorkerCommand;

/**
 * Message that a broker pushes to one worker.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 */
public sealed interface WorkerSignal {
    /** Signal that tasks may be available to claim. */
    enum WorkAvailable implements WorkerSignal {
        /** The only value. */
        INSTANCE
    }

    /**
     * A task that this worker runs is to be cancelled.
     *
     * @param taskId the task
     * @param reason why
     */
    record CancelRequested(String taskId, String reason) implements WorkerSignal {}

    /**
     * An operator's command.
     *
     * @param command the command
     */
    record CommandReceived(WorkerCommand command) implements WorkerSignal {}
}
