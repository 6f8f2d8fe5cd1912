package io.codefleet;

/** What a worker is doing. */
public enum WorkerState {
    /** Takes tasks and has a free slot. */
    ONLINE,
    /** All its slots are taken. */
    BUSY,
    /** Finishes what it runs and takes nothing new, until it is told to go on. */
    PAUSED,
    /** Finishes or hands back what it runs, and then leaves. */
    DRAINING,
    /** Has not been heard of within its heartbeat timeout. */
    OFFLINE
}
