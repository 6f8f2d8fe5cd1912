package io.codefleet.mapreduce;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Items of a map-reduce, numbered from 0 in their order. Created by {@link MapReduce#over(List)} and its siblings.
 *
 * @param <T> an item
 */
public sealed interface Items<T> {
    /** Maps each item by a task; the run sets its id and parent. */
    default Mapped<T, TaskResult> map(Function<? super T, Task> task) {
        return new Mapped<>(this, new Mapping.EachItem<>(task, (item, result) -> result));
    }

    /**
     * Maps several small items at a time by one task. Each item's answer is the JSON value that the agent gave for it: a
     * {@code Map}, {@code List}, {@code String}, {@code Number} or {@code Boolean}. Add {@link Mapped#as} to make it a value
     * of your own; if that refuses an answer with an exception, the run asks for it again, for that item alone.
     */
    default Mapped<T, Object> mapInBatches(BatchPrompt<? super T> prompt) {
        return new Mapped<>(this, new Mapping.InBatches<>(prompt, (item, json) -> json));
    }

    /**
     * All at hand.
     *
     * @param items the items; copied
     * @param <T> an item
     */
    record Listed<T>(List<T> items) implements Items<T> {
        public Listed {
            items = List.copyOf(items);
        }
    }

    /**
     * One after the other, as many as come.
     *
     * @param iterator makes the iterator when the run starts, on a worker thread
     * @param onEnd called when no more are wanted
     * @param <T> an item
     */
    record Pulled<T>(Supplier<Iterator<T>> iterator, Runnable onEnd) implements Items<T> {
        public Pulled(Supplier<Iterator<T>> iterator) {
            this(iterator, () -> {});
        }
    }

    /**
     * As they are sent, with backpressure.
     *
     * @param stream where they come from
     * @param <T> an item
     */
    record Pushed<T>(ReadStream<T> stream) implements Items<T> {}
}
