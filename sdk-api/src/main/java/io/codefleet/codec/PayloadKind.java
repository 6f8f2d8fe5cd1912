package io.codefleet.codec;

/** What a payload is. */
public enum PayloadKind {
    /** A task with its prompt and context. */
    TASK,
    /** The result of a task. */
    RESULT,
    /** Why an attempt or a task failed. */
    ERROR,
    /** What a running attempt said of itself. */
    PROGRESS,
    /** What an attempt saved for the next. */
    CHECKPOINT,
    /** Why a task was cancelled. */
    CANCEL_REASON,
    /** A command to workers. */
    COMMAND
}
