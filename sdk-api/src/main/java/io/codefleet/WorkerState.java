package io.codefleet;

/** State of a worker. */
public enum WorkerState implements Coded {
    /** Takes tasks and has a free slot. */
    ONLINE("ONLINE"),
    /** All its slots are taken. */
    BUSY("BUSY"),
    /** Finishes what it runs and takes nothing new, until it is resumed. */
    PAUSED("PAUSED"),
    /** Finishes or hands back what it runs, and then leaves. */
    DRAINING("DRAINING"),
    /** Has not been heard of within its heartbeat timeout. */
    OFFLINE("OFFLINE"),
    /** A newer version named a state that this one does not know. */
    UNKNOWN("UNKNOWN");

    private final String code;

    WorkerState(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
