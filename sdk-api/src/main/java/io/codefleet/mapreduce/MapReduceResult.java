package io.codefleet.mapreduce;

import io.codefleet.Usage;
import java.util.List;
import java.util.Optional;

/**
 * Result of a map-reduce.
 *
 * @param runId the run
 * @param value what the values were reduced to; absent if the run failed, or the budget ran out before an agent's reduce
 * @param items how each item ended, in their order; of a fold only the first {@value #MAX_FAILURES} without a value
 * @param done how many items have a value
 * @param failed how many failed
 * @param notStarted how many known items were not started; of a stream, those behind the end are not known
 * @param usage what all tasks consumed, those found finished from an earlier run included
 * @param shortfall why it is a part only: which limit of the budget was reached; empty if nothing was left out
 * @param <T> an item
 * @param <M> the value of one item
 * @param <R> the value that all are reduced to
 */
public record MapReduceResult<T, M, R>(
        String runId,
        Optional<R> value,
        List<ItemOutcome<T, M>> items,
        long done,
        long failed,
        long notStarted,
        Usage usage,
        Optional<String> shortfall) {
    /** How many items without a value the result of a fold names. */
    public static final int MAX_FAILURES = 1000;

    public MapReduceResult {
        items = List.copyOf(items);
    }

    /** Returns the items that failed, with their errors. */
    public List<ItemOutcome.Failed<T, M>> failures() {
        return items.stream()
                .filter(ItemOutcome.Failed.class::isInstance)
                .map(item -> (ItemOutcome.Failed<T, M>) item)
                .toList();
    }

    /**
     * Returns the value.
     *
     * @throws MapReduceFailedException if there is none, as the budget ran out before or there was nothing to reduce
     */
    public R orThrow() {
        return value.orElseThrow(
                () -> new MapReduceFailedException(this, shortfall.orElse("there was nothing to reduce"), null));
    }
}
