package io.codefleet.workflow;

import io.codefleet.RunOptions;
import io.codefleet.error.InvalidInputException;

/**
 * That a step runs once for each item of a list. In its templates {@code {{ item }}} is the item and {@code {{ index }}} its
 * place, from 0; its output has {@code items}, a list of the outputs in the order of the list.
 *
 * @param over a template that is nothing but a reference to a list, such as {@code {{ steps.find.data.files }}}
 * @param concurrency how many run at once; default as many as the run allows
 * @param allowedFailures how many may fail without failing the step; default 0. One more, and the others are cancelled
 */
public record FanOut(String over, int concurrency, int allowedFailures) {
    /** The longest list. */
    public static final int MAX_ITEMS = 10_000;

    /** @throws InvalidInputException if a number is out of its range */
    public FanOut {
        if (concurrency < 1 || concurrency > RunOptions.MAX_CONCURRENCY) {
            throw new InvalidInputException(
                    "max_parallel", "is " + concurrency + ", must be from 1 to " + RunOptions.MAX_CONCURRENCY);
        }
        if (allowedFailures < 0 || allowedFailures > MAX_ITEMS) {
            throw new InvalidInputException(
                    "allowed_failures", "is " + allowedFailures + ", must be from 0 to " + MAX_ITEMS);
        }
    }

    /** Over this list, as many at once as the run allows, and no failure allowed. */
    public static FanOut over(String list) {
        return new FanOut(list, RunOptions.MAX_CONCURRENCY, 0);
    }

    /** A copy with so many at once. */
    public FanOut concurrency(int value) {
        return new FanOut(over, value, allowedFailures);
    }

    /** A copy that lets so many fail. */
    public FanOut allowedFailures(int value) {
        return new FanOut(over, concurrency, value);
    }
}
