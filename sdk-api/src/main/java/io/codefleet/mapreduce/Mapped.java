package io.codefleet.mapreduce;

import io.codefleet.RunOptions;
import io.codefleet.TaskResult;
import io.codefleet.annotation.CheckReturnValue;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Items whose tasks are known; what is missing is what their values come to.
 *
 * @param items what there is to do
 * @param mapping how it is done
 * @param <T> an item
 * @param <M> the value of one item
 */
@CheckReturnValue
public record Mapped<T, M>(Items<T> items, Mapping<T, M> mapping) {
    /** Converts the values so far by a function. Its exception means that the answer cannot be used, and fails the item. */
    public <N> Mapped<T, N> as(Function<? super M, ? extends N> value) {
        return asWithItem((item, before) -> value.apply(before));
    }

    /** Converts each item and its value so far by a function; see {@link #as(Function)}. */
    public <N> Mapped<T, N> asWithItem(BiFunction<? super T, ? super M, ? extends N> value) {
        return new Mapped<>(items, mapping.then(value));
    }

    /** Returns the values themselves, in the order of the items. */
    public MapReduce<T, M, List<M>> collect() {
        return reduce(values -> values);
    }

    /** Returns what a function makes of the values, in the order of the items; those of failed items are left out. */
    public <R> MapReduce<T, M, R> reduce(Function<? super List<M>, ? extends R> reduce) {
        return of(new Reduction.Collected<>(reduce));
    }

    /**
     * Folds the values one after the other into one value, in the order of the items; those of failed items are left out. The
     * run keeps nothing of an item once its value is in: use it for streams that are longer than memory. The step is called
     * on the client's event loop; it must not block.
     *
     * @param seed makes the start; called once a run
     */
    public <R> MapReduce<T, M, R> fold(Supplier<R> seed, BiFunction<? super R, ? super M, ? extends R> step) {
        return of(new Reduction.Folded<>(seed, step));
    }

    /**
     * Reduces the values by an agent, in a tree of tasks none of which has a prompt above the plan's token budget. A result
     * is given to the agent as its text, a map or list as JSON, anything else as its {@code toString}.
     */
    public MapReduce<T, M, TaskResult> reduceByAgent(AgentReduce plan) {
        return reduceByAgent(plan, result -> result);
    }

    /** Reduces the values as {@link #reduceByAgent(AgentReduce)} does, and applies a function to the last result. */
    public <R> MapReduce<T, M, R> reduceByAgent(AgentReduce plan, Function<? super TaskResult, ? extends R> value) {
        return of(new Reduction.ByAgent<>(plan, value));
    }

    private <R> MapReduce<T, M, R> of(Reduction<M, R> reduction) {
        return new MapReduce<>(items, mapping, reduction, RunOptions.random(), FailurePolicy.failFast());
    }
}
