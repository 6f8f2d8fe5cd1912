package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How a bulk submit goes about it. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>What it holds at a time is {@code batchSize × (batchesUnderWay + 1)} tasks at most.
 *
 * @param batchSize how many tasks go in one call at most; from 1 to 10 000, default 200
 * @param batchesUnderWay how many calls are under way or waiting to be sent again at most; from 1 to 100, default 4
 * @param backoff the wait before tasks that the fleet has no room for, or that did not reach the broker, are sent again;
 *     default 100 milliseconds, doubling up to 5 seconds
 * @param patience how long to go on without a single task settled; default one hour
 * @param onRefused told of each task that is refused for good, and why; on an event loop
 * @param onProgress told after each batch, and each time there is something to wait for; on an event loop
 */
public record BulkOptions(
        int batchSize,
        int batchesUnderWay,
        Backoff backoff,
        Duration patience,
        BiConsumer<Task, CodefleetException> onRefused,
        Consumer<BulkProgress> onProgress) {

    /** 200 tasks a batch, 4 batches under way, an hour of patience; refusals are counted only. */
    public static final BulkOptions DEFAULT = new BulkOptions(
            200,
            4,
            Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5)),
            Duration.ofHours(1),
            (task, reason) -> {},
            progress -> {});

    /** @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the component */
    public BulkOptions {
        Check.range("bulk.batchSize", batchSize, 1, 10_000);
        Check.range("bulk.batchesUnderWay", batchesUnderWay, 1, 100);
        Check.positive("bulk.patience", patience);
    }

    /** A copy with this many tasks in one call at most. */
    public BulkOptions batchSize(int value) {
        return new BulkOptions(value, batchesUnderWay, backoff, patience, onRefused, onProgress);
    }

    /** A copy with this many calls under way at most; with 1 the tasks are stored in their order. */
    public BulkOptions batchesUnderWay(int value) {
        return new BulkOptions(batchSize, value, backoff, patience, onRefused, onProgress);
    }

    /** A copy with this wait before tasks are sent again. */
    public BulkOptions backoff(Backoff value) {
        return new BulkOptions(batchSize, batchesUnderWay, value, patience, onRefused, onProgress);
    }

    /** A copy that gives up after this long without a single task settled. */
    public BulkOptions patience(Duration value) {
        return new BulkOptions(batchSize, batchesUnderWay, backoff, value, onRefused, onProgress);
    }

    /** A copy that tells of each refused task. */
    public BulkOptions onRefused(BiConsumer<Task, CodefleetException> value) {
        return new BulkOptions(batchSize, batchesUnderWay, backoff, patience, value, onProgress);
    }

    /** A copy that tells how it goes. */
    public BulkOptions onProgress(Consumer<BulkProgress> value) {
        return new BulkOptions(batchSize, batchesUnderWay, backoff, patience, onRefused, value);
    }
}
