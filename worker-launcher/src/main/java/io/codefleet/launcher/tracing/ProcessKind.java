package io.codefleet.launcher.tracing;

import java.time.Duration;

/** Kind of a process, which decides how long its end waits for spans to be sent. */
public enum ProcessKind {
    /** A command for people, which ends soon by itself. */
    COMMAND("codefleet", Duration.ofSeconds(2)),
    /** A worker. */
    WORKER("codefleet-worker", Duration.ofSeconds(5)),
    /** A control plane, or another server. */
    SERVER("codefleet-control", Duration.ofSeconds(5));

    private final String service;
    private final Duration flushLimit;

    ProcessKind(String service, Duration flushLimit) {
        this.service = service;
        this.flushLimit = flushLimit;
    }

    /** Returns the name of the service in its spans, unless the environment has one. */
    String service() {
        return service;
    }

    /** Returns how long its end waits at most. */
    Duration flushLimit() {
        return flushLimit;
    }
}
