package io.codefleet.mcp;

import io.codefleet.Allowance;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits of what callers of a {@link FleetMcpServer} may do. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param maxDepth how many delegations may follow one another: 1 lets the agent of a task delegate, but not the agents that it
 *     delegates to; 0 refuses callers that are tasks
 * @param maxWait the longest wait of one call
 * @param allowance what all tasks may consume that are not paid for out of the allowance of their caller's task; absent: it is
 *     not bounded
 * @param approvals whether callers outside the fleet may approve and reject, in place of a person; not by default. A task never
 *     may
 * @param maxWaits how many calls may wait at once, of all clients together; from 1 to {@value #HIGHEST_MAX_WAITS}. One more fails
 *     with {@link TooManyWaitsException}
 * @param maxTasks how many tasks the agent of one task may submit in all, those of its runs included; from 1 to
 *     {@value #HIGHEST_MAX_TASKS}. One more fails with {@link DelegationRefusedException}. It does not bound callers outside the
 *     fleet
 */
@CheckReturnValue
public record McpServerOptions(
        int maxDepth, Duration maxWait, Optional<Allowance> allowance, boolean approvals, int maxWaits, int maxTasks) {
    /** How many delegations may follow one another by default. */
    public static final int DEFAULT_MAX_DEPTH = 3;

    /** The longest wait of one call by default. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofMinutes(5);

    /** How many calls may wait at once by default. */
    public static final int DEFAULT_MAX_WAITS = 200;

    /** The highest number of calls that may wait at once. */
    public static final int HIGHEST_MAX_WAITS = 10_000;

    /** How many tasks the agent of one task may submit by default. */
    public static final int DEFAULT_MAX_TASKS = 100;

    /** The highest number of tasks that the agent of one task may submit. */
    public static final int HIGHEST_MAX_TASKS = 100_000;

    /** The highest depth. */
    public static final int MAX_DEPTH = 16;

    static final Duration LONGEST = Duration.ofHours(1);

    /** The defaults. */
    public static final McpServerOptions DEFAULT = new McpServerOptions(
            DEFAULT_MAX_DEPTH, DEFAULT_MAX_WAIT, Optional.empty(), false, DEFAULT_MAX_WAITS, DEFAULT_MAX_TASKS);

    /** @throws InvalidInputException if a value is out of its range */
    public McpServerOptions {
        if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
            throw new InvalidInputException("maxDepth", "is " + maxDepth + ", must be from 0 to " + MAX_DEPTH);
        }
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    "maxWait",
                    "is " + DurationText.format(maxWait) + ", must be from 0s to " + DurationText.format(LONGEST));
        }
        if (maxWaits < 1 || maxWaits > HIGHEST_MAX_WAITS) {
            throw new InvalidInputException("maxWaits", "is " + maxWaits + ", must be from 1 to " + HIGHEST_MAX_WAITS);
        }
        if (maxTasks < 1 || maxTasks > HIGHEST_MAX_TASKS) {
            throw new InvalidInputException("maxTasks", "is " + maxTasks + ", must be from 1 to " + HIGHEST_MAX_TASKS);
        }
    }

    /** Returns a copy with this depth. */
    public McpServerOptions maxDepth(int value) {
        return new McpServerOptions(value, maxWait, allowance, approvals, maxWaits, maxTasks);
    }

    /** Returns a copy with this longest wait. */
    public McpServerOptions maxWait(Duration value) {
        return new McpServerOptions(maxDepth, value, allowance, approvals, maxWaits, maxTasks);
    }

    /** Returns a copy with this allowance. */
    public McpServerOptions allowance(Allowance value) {
        return new McpServerOptions(maxDepth, maxWait, Optional.of(value), approvals, maxWaits, maxTasks);
    }

    /** Returns a copy that lets callers outside the fleet decide approvals, or not. */
    public McpServerOptions approvals(boolean value) {
        return new McpServerOptions(maxDepth, maxWait, allowance, value, maxWaits, maxTasks);
    }

    /** Returns a copy with this number of calls that may wait at once. */
    public McpServerOptions maxWaits(int value) {
        return new McpServerOptions(maxDepth, maxWait, allowance, approvals, value, maxTasks);
    }

    /** Returns a copy with this number of tasks that the agent of one task may submit. */
    public McpServerOptions maxTasks(int value) {
        return new McpServerOptions(maxDepth, maxWait, allowance, approvals, maxWaits, value);
    }
}
