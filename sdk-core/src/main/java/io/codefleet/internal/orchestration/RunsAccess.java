package io.codefleet.internal.orchestration;

/** A client that drives runs: how what is not part of the client's own interface gets at them. */
public interface RunsAccess {
    /** Returns the runs of the client. */
    Runs runs();
}
