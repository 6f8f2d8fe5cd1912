package io.codefleet.launcher.cli.command;

import io.codefleet.Outcome;

/** Exit codes of the commands. */
public final class ExitCode {
    /** The command did what was asked; a task completed. */
    public static final int OK = 0;
    /** The task failed. */
    public static final int TASK_FAILED = 1;
    /** The command could not do its job: a wrong flag, an unreachable broker, a bad configuration, an unexpected error. */
    public static final int CANNOT = 2;
    /** The task was cancelled. */
    public static final int TASK_CANCELLED = 3;
    /** The wait was over before the task was. */
    public static final int WAIT_TIMED_OUT = 4;

    /**
     * A worker shut down gracefully because of a command to restart: its supervisor must start it again. The code is that of a
     * transient failure, so that each supervisor that restarts a failed process restarts the worker.
     */
    public static final int RESTART = 75;

    private ExitCode() {}

    static int of(Outcome outcome) {
        return switch (outcome.status()) {
            case COMPLETED -> OK;
            case CANCELLED -> TASK_CANCELLED;
            default -> TASK_FAILED;
        };
    }
}
