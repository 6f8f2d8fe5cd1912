package io.codefleet.agent.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * Reason of a worker process to leave the fleet, with the way to leave.
 *
 * @param by what made it leave, for the log
 * @param timeLimit how long running tasks may finish; absent: as the worker's settings say
 * @param startAgain whether it is to be started again
 */
public record ShutdownReason(String by, Optional<Duration> timeLimit, boolean startAgain) {
    /** Somebody stops the process. */
    public static final ShutdownReason SIGNAL = new ShutdownReason("a signal", Optional.empty(), false);
    /** The host of an {@link OpenCodeWorker} has it leave. */
    static final ShutdownReason HOST = new ShutdownReason("its host", Optional.empty(), false);
    /** An operator of the fleet drains the worker, which has begun to leave. */
    static final ShutdownReason DRAIN = new ShutdownReason("a command of the fleet", Optional.empty(), false);
    /** An operator of the fleet restarts the worker. */
    static final ShutdownReason RESTART =
            new ShutdownReason("a command of the fleet to restart", Optional.empty(), true);
    /** It had no task for long. */
    static final ShutdownReason IDLE = new ShutdownReason("having had no task for long", Optional.empty(), false);
    /** The machine goes away, without time to finish anything. */
    static final ShutdownReason TERMINATION =
            new ShutdownReason("the termination file", Optional.of(Duration.ZERO), false);
}
