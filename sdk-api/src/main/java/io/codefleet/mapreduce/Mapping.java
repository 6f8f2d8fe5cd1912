package io.codefleet.mapreduce;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.annotation.CheckReturnValue;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Mapping of items to tasks, and of results to values.
 *
 * @param <T> an item
 * @param <M> the value of one item
 */
@CheckReturnValue
public sealed interface Mapping<T, M> {
    /** Returns a mapping that converts the values of this one; an exception means that an answer cannot be used. */
    <N> Mapping<T, N> then(BiFunction<? super T, ? super M, ? extends N> next);

    /**
     * A task an item.
     *
     * @param task makes the task
     * @param value makes the value of the task's result; an exception is a failure of the item
     * @param <T> an item
     * @param <M> the value of one item
     */
    record EachItem<T, M>(Function<? super T, Task> task, BiFunction<? super T, TaskResult, ? extends M> value)
            implements Mapping<T, M> {
        @Override
        public <N> Mapping<T, N> then(BiFunction<? super T, ? super M, ? extends N> next) {
            return new EachItem<>(task, (item, result) -> next.apply(item, value.apply(item, result)));
        }
    }

    /**
     * A task for several items.
     *
     * @param prompt makes the task
     * @param value makes the value of the JSON that was answered for the item; an exception has the item asked for alone
     * @param <T> an item
     * @param <M> the value of one item
     */
    record InBatches<T, M>(BatchPrompt<? super T> prompt, BiFunction<? super T, Object, ? extends M> value)
            implements Mapping<T, M> {
        @Override
        public <N> Mapping<T, N> then(BiFunction<? super T, ? super M, ? extends N> next) {
            return new InBatches<>(prompt, (item, json) -> next.apply(item, value.apply(item, json)));
        }
    }
}
