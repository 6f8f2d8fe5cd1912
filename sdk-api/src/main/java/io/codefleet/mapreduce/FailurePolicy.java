package io.codefleet.mapreduce;

import io.codefleet.error.InvalidInputException;

/** Policy for the failures of items that a run tolerates. An item that did not start, as the budget ran out, has no value. */
public sealed interface FailurePolicy {
    /**
     * Tolerates no failure: the first failed item fails the run, and its running tasks are cancelled. A run that stops so can
     * go on under its id with {@link io.codefleet.RunOptions#retryFailed}.
     */
    static FailurePolicy failFast() {
        return FailFast.INSTANCE;
    }

    /**
     * Tolerates failures as long as this many items have a value. The run maps all items. Its running tasks are cancelled as
     * soon as the number cannot be reached any more, where the number of items is known.
     */
    static FailurePolicy atLeast(long items) {
        return new AtLeast(items);
    }

    /** Tolerates failures as {@link #atLeast} does, for a share of all items, from 0 to 100. */
    static FailurePolicy atLeastPercent(double percent) {
        return new AtLeastPercent(percent);
    }

    /** Tolerates all failures: the result has the items that failed, and why. */
    static FailurePolicy collectAll() {
        return CollectAll.INSTANCE;
    }

    /** See {@link #failFast()}. */
    enum FailFast implements FailurePolicy {
        /** The only value. */
        INSTANCE
    }

    /**
     * See {@link #atLeast}.
     *
     * @param items how many, from 0
     */
    record AtLeast(long items) implements FailurePolicy {
        /** @throws InvalidInputException if the number is negative */
        public AtLeast {
            if (items < 0) {
                throw new InvalidInputException("failures.atLeast", "is " + items + ", must be 0 or more");
            }
        }
    }

    /**
     * See {@link #atLeastPercent}.
     *
     * @param percent how many of a hundred, from 0 to 100
     */
    record AtLeastPercent(double percent) implements FailurePolicy {
        /** @throws InvalidInputException if it is below 0, above 100 or no number */
        public AtLeastPercent {
            if (!(percent >= 0 && percent <= 100)) {
                throw new InvalidInputException("failures.atLeastPercent", "is " + percent + ", must be from 0 to 100");
            }
        }
    }

    /** See {@link #collectAll()}. */
    enum CollectAll implements FailurePolicy {
        /** The only value. */
        INSTANCE
    }
}
