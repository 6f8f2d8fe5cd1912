package io.codefleet.mapreduce;

import io.codefleet.MapReduceJob;
import io.codefleet.RunOptions;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.stream.BaseStream;

/**
 * Map-reduce with one task for each of many items, whose results are reduced to one. Immutable.
 *
 * <pre>{@code
 * fleet.mapReduce(MapReduce.over(files)
 *         .map(file -> Task.of("Name the bugs in " + file).type("analysis").files(List.of(file)))
 *         .as(TaskResult::text)
 *         .reduce(texts -> String.join("\n", texts))
 *         .options(RunOptions.of("bugs-of-4711").concurrency(20).budget(Budget.cost("5.00")))
 *         .failures(FailurePolicy.atLeastPercent(95)))
 *     .result()
 * }</pre>
 *
 * <p><b>Resume.</b> Every task of a run is a child with an id derived from the run's: {@code run/map#3}, {@code run/map#0-19} for
 * a batch, {@code run/reduce/1#0}. So the run that is started again under the same id, after a crash or on purpose, takes what is
 * finished and pays only for what is missing. For that the items, their order, and all functions given here must come to the
 * same each time: a task under a known id with other content is refused ({@link
 * io.codefleet.error.DuplicateTaskException}), as an error of its item. No clock, no chance, no map without an order in a
 * prompt.
 *
 * <p><b>How it ends.</b> {@link io.codefleet.Run#result()} succeeds with a {@link MapReduceResult} if the {@link
 * FailurePolicy} is met; also if the budget ran out, which the result says. It fails with {@link MapReduceFailedException},
 * which holds all there is, if the policy is not met, the source of items fails, or the reduce does.
 *
 * <p><b>Threads.</b> Functions that make tasks of items are called on the client's event loop and must not block; iterators are
 * pulled, tokens counted, and results reduced on a worker thread. None is called by two threads at once.
 *
 * <p>After J. Dean and S. Ghemawat, <i>MapReduce: Simplified Data Processing on Large Clusters</i>, OSDI 2004: map tasks that
 * may be run again because they are functions of their input, and a master that keeps only their states. Here the broker
 * keeps them, so the master may die.
 *
 * @param items what there is to do
 * @param mapping how an item becomes a task, and its result a value
 * @param reduction how the values become one
 * @param options name, concurrency, budget; default random name
 * @param failures which failures are borne; default {@link FailurePolicy#failFast()}
 * @param <T> an item
 * @param <M> the value of one item
 * @param <R> the value that all are reduced to
 */
@CheckReturnValue
public record MapReduce<T, M, R>(
        Items<T> items, Mapping<T, M> mapping, Reduction<M, R> reduction, RunOptions options, FailurePolicy failures)
        implements MapReduceJob<MapReduceResult<T, M, R>> {

    /** @throws InvalidInputException if the options name a parent */
    public MapReduce {
        if (options.parent().isPresent()) {
            throw new InvalidInputException(
                    "options.parent", "is for runs of workflows, and a map-reduce is not a task; leave it out");
        }
    }

    /** Creates the items of a list, which is copied. */
    public static <T> Items<T> over(List<T> items) {
        return new Items.Listed<>(items);
    }

    /**
     * Creates the items of a collection, or of an iterator that is made when the run starts ({@code () -> rows.iterator()});
     * they are not copied. The iterator may block, and be longer than memory if the reduce is a {@link Mapped#fold}.
     */
    public static <T> Items<T> over(Iterable<T> items) {
        return new Items.Pulled<>(items::iterator);
    }

    /**
     * Creates the items of a stream such as that of the lines of a file, which is closed when the run is over. The job can be
     * run once.
     */
    public static <T> Items<T> over(BaseStream<T, ?> items) {
        return new Items.Pulled<>(items::iterator, items::close);
    }

    /** Creates the items of a Vert.x stream, which is paused while enough are under way. The job can be run once. */
    public static <T> Items<T> over(ReadStream<T> items) {
        return new Items.Pushed<>(items);
    }

    /** Returns a copy with this name, concurrency and budget. */
    public MapReduce<T, M, R> options(RunOptions value) {
        return new MapReduce<>(items, mapping, reduction, value, failures);
    }

    /** Returns a copy that tolerates these failures. */
    public MapReduce<T, M, R> failures(FailurePolicy value) {
        return new MapReduce<>(items, mapping, reduction, options, value);
    }
}
