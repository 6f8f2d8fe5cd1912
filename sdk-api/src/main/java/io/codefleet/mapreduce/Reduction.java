package io.codefleet.mapreduce;

import io.codefleet.TaskResult;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reduction of the values of all items to one. Created by {@link Mapped}.
 *
 * @param <M> the value of one item
 * @param <R> the value that all are reduced to
 */
public sealed interface Reduction<M, R> {
    /**
     * By a function of them all.
     *
     * @param function called once, on a worker thread
     * @param <M> the value of one item
     * @param <R> the value that all are reduced to
     */
    record Collected<M, R>(Function<? super List<M>, ? extends R> function) implements Reduction<M, R> {}

    /**
     * One after the other.
     *
     * @param seed makes the start
     * @param step puts one value in
     * @param <M> the value of one item
     * @param <R> the value that all are reduced to
     */
    record Folded<M, R>(Supplier<R> seed, BiFunction<? super R, ? super M, ? extends R> step)
            implements Reduction<M, R> {}

    /**
     * By an agent.
     *
     * @param plan how
     * @param value makes the value of the run of the last result
     * @param <M> the value of one item
     * @param <R> the value that all are reduced to
     */
    record ByAgent<M, R>(AgentReduce plan, Function<? super TaskResult, ? extends R> value)
            implements Reduction<M, R> {}
}
