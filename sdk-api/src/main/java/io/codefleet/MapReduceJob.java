package io.codefleet;

/**
 * A map-reduce that is ready to run; made with {@code io.codefleet.mapreduce.MapReduce} and given to {@link
 * CodefleetClient#mapReduce}. Not for others to implement.
 *
 * @param <R> what the run gives
 */
public interface MapReduceJob<R> {
    /** Returns its name, concurrency and budget. */
    RunOptions options();
}
