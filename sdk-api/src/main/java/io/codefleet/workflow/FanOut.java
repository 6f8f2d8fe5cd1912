package io.codefleet.workflow;

import io.codefleet.RunOptions;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Repetition of a step, once for each item of a list. In its templates {@code {{ item }}} is the item and {@code {{ index }}} its
 * place, from 0; its output has {@code items}, a list of the outputs in the order of the list.
 *
 * @param over templates that are nothing but a reference to a list, such as {@code {{ steps.find.data.files }}}: one without a
 *     name, whose items the items are; or several by names, for each combination of which there is an item with these names,
 *     as in {@code {{ item.os }}}, those of the last list changing first
 * @param concurrency how many run at once; default as many as the run allows
 * @param allowedFailures how many may fail without failing the step; default 0. One more, and the others are cancelled
 */
@CheckReturnValue
public record FanOut(Map<String, String> over, int concurrency, int allowedFailures) {
    /** The longest list. */
    public static final int MAX_ITEMS = 10_000;

    /** The name of a list that is the only one. */
    private static final String ONLY = "";

    /** @throws InvalidInputException if it has no list, a name is malformed, or a number is out of its range */
    public FanOut {
        over = Collections.unmodifiableMap(new LinkedHashMap<>(over));
        if (over.isEmpty()) {
            throw new InvalidInputException("for_each", "names no list; write {{ steps.find.data.files }}");
        }
        if (!over.keySet().equals(Set.of(ONLY))) {
            over.keySet().forEach(name -> Names.check("for_each", name));
        }
        if (concurrency < 1 || concurrency > RunOptions.MAX_CONCURRENCY) {
            throw new InvalidInputException(
                    "max_parallel", "is " + concurrency + ", must be from 1 to " + RunOptions.MAX_CONCURRENCY);
        }
        if (allowedFailures < 0 || allowedFailures > MAX_ITEMS) {
            throw new InvalidInputException(
                    "allowed_failures", "is " + allowedFailures + ", must be from 0 to " + MAX_ITEMS);
        }
    }

    /** Creates a fan-out over this list, with as many items at once as the run allows, and no failure allowed. */
    public static FanOut over(String list) {
        return new FanOut(Map.of(ONLY, list), RunOptions.MAX_CONCURRENCY, 0);
    }

    /** Creates a fan-out over each combination of the items of these lists, by their names in this order. */
    public static FanOut product(Map<String, String> lists) {
        return new FanOut(lists, RunOptions.MAX_CONCURRENCY, 0);
    }

    /** Returns whether its items are combinations of those of lists by names. */
    public boolean isProduct() {
        return !over.containsKey(ONLY);
    }

    /** Returns a copy with so many at once. */
    public FanOut concurrency(int value) {
        return new FanOut(over, value, allowedFailures);
    }

    /** Returns a copy that lets so many fail. */
    public FanOut allowedFailures(int value) {
        return new FanOut(over, concurrency, value);
    }
}
