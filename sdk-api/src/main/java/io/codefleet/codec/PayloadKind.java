package io.codefleet.codec;

/** Kind of a payload. */
public enum PayloadKind {
    /** A task with its prompt and context. */
    TASK("TASK"),
    /** The result of a task. */
    RESULT("RESULT"),
    /** Why an attempt or a task failed. */
    ERROR("ERROR"),
    /** What a running attempt said of itself. */
    PROGRESS("PROGRESS"),
    /** What an attempt saved for the next. */
    CHECKPOINT("CHECKPOINT"),
    /** Why a task was cancelled. */
    CANCEL_REASON("CANCEL_REASON"),
    /** A command to workers. */
    COMMAND("COMMAND"),
    /** A shared document. */
    DOCUMENT("DOCUMENT"),
    /** What lists show of a task: its project and model. */
    SUMMARY("SUMMARY"),
    /** Lines of a worker's log. */
    LOG("LOG");

    private final String code;

    PayloadKind(String code) {
        this.code = code;
    }

    /** Returns the stored name; it is never changed. */
    public String code() {
        return code;
    }
}
