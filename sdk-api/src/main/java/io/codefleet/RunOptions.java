package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.util.UUID;

/**
 * What every run of many tasks has, whatever it does. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>A run is made of child tasks whose ids begin with its own: {@code id/map#3}. So running again under the same id finds what
 * is finished and submits only what is missing, as long as the finished tasks are retained.
 *
 * @param id the name of the run, unique in the namespace, at most {@value #MAX_ID_LENGTH} characters; default random
 * @param concurrency how many children are between submit and outcome at most; default {@value #DEFAULT_CONCURRENCY}
 * @param budget what all children together may consume; default no limit
 * @param retryFailed whether a child that an earlier run of this id left failed or cancelled is run again, as a new task under
 *     {@code id/map#3~1}; default no: its outcome stands, and nothing is paid for it again
 */
@CheckReturnValue
public record RunOptions(String id, int concurrency, Budget budget, boolean retryFailed) {
    /** How long the id of a run may be, so that there is room for the names of its children. */
    public static final int MAX_ID_LENGTH = 120;

    /** The concurrency of a run that names none. */
    public static final int DEFAULT_CONCURRENCY = 100;

    /** The highest concurrency. */
    public static final int MAX_CONCURRENCY = 100_000;

    /** @throws io.codefleet.error.InvalidInputException if a component is malformed or out of its range; it names the component */
    public RunOptions {
        Check.id("run.id", id);
        Check.range("the length of run.id", id.length(), 1, MAX_ID_LENGTH);
        Check.range("run.concurrency", concurrency, 1, MAX_CONCURRENCY);
    }

    /** A run of this name, which can be resumed by running it again. */
    public static RunOptions of(String id) {
        return new RunOptions(id, DEFAULT_CONCURRENCY, Budget.UNLIMITED, false);
    }

    /** A run with a random name. */
    public static RunOptions random() {
        return of(UUID.randomUUID().toString());
    }

    /** A copy with this name. */
    public RunOptions id(String value) {
        return new RunOptions(value, concurrency, budget, retryFailed);
    }

    /** A copy with so many children under way at once. */
    public RunOptions concurrency(int value) {
        return new RunOptions(id, value, budget, retryFailed);
    }

    /** A copy with this budget. */
    public RunOptions budget(Budget value) {
        return new RunOptions(id, concurrency, value, retryFailed);
    }

    /** A copy that runs the failed and cancelled children of earlier runs again. */
    public RunOptions retryFailed(boolean value) {
        return new RunOptions(id, concurrency, budget, value);
    }
}
