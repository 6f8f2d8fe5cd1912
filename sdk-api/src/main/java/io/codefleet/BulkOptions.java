package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.CodefleetException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a bulk submit: the size of its batches, how it waits, and its callbacks. Immutable; each method that takes an
 * argument returns a changed copy.
 *
 * <p>What it holds at a time is {@code batchSize × (batchesUnderWay + 1)} tasks at most.
 */
@CheckReturnValue
public final class BulkOptions {
    /** 200 tasks a batch, 4 batches under way, an hour of patience; refusals are counted only. */
    public static final BulkOptions DEFAULT = builder().build();

    private final int batchSize;
    private final int batchesUnderWay;
    private final Backoff backoff;
    private final Duration patience;
    private final BiConsumer<Task, CodefleetException> onRefused;
    private final Consumer<BulkProgress> onProgress;

    private BulkOptions(Builder builder) {
        this.batchSize = builder.batchSize;
        this.batchesUnderWay = builder.batchesUnderWay;
        this.backoff = builder.backoff;
        this.patience = builder.patience;
        this.onRefused = builder.onRefused;
        this.onProgress = builder.onProgress;
        Check.range("bulk.batchSize", batchSize, 1, 10_000);
        Check.range("bulk.batchesUnderWay", batchesUnderWay, 1, 100);
        Check.positive("bulk.patience", patience);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns how many tasks go in one call at most; from 1 to 10 000, default 200. */
    public int batchSize() {
        return batchSize;
    }

    /** Returns how many calls are under way or waiting to be sent again at most; from 1 to 100, default 4. */
    public int batchesUnderWay() {
        return batchesUnderWay;
    }

    /**
     * Returns the wait before tasks that the fleet has no room for, or that did not reach the broker, are sent again;
     * default 100 milliseconds, doubling up to 5 seconds.
     */
    public Backoff backoff() {
        return backoff;
    }

    /** Returns how long to go on without a single task settled; default one hour. */
    public Duration patience() {
        return patience;
    }

    /** Returns what is called with each task that is refused for good, and why; on an event loop. */
    public BiConsumer<Task, CodefleetException> onRefused() {
        return onRefused;
    }

    /** Returns what is called after each batch, and each time there is something to wait for; on an event loop. */
    public Consumer<BulkProgress> onProgress() {
        return onProgress;
    }

    /** Returns a copy with this many tasks in one call at most. */
    public BulkOptions batchSize(int value) {
        return toBuilder().batchSize(value).build();
    }

    /** Returns a copy with this many calls under way at most; with 1 the tasks are stored in their order. */
    public BulkOptions batchesUnderWay(int value) {
        return toBuilder().batchesUnderWay(value).build();
    }

    /** Returns a copy with this wait before tasks are sent again. */
    public BulkOptions backoff(Backoff value) {
        return toBuilder().backoff(value).build();
    }

    /** Returns a copy that gives up after this long without a single task settled. */
    public BulkOptions patience(Duration value) {
        return toBuilder().patience(value).build();
    }

    /** Returns a copy that calls this for each refused task. */
    public BulkOptions onRefused(BiConsumer<Task, CodefleetException> value) {
        return toBuilder().onRefused(value).build();
    }

    /** Returns a copy that reports progress to this consumer. */
    public BulkOptions onProgress(Consumer<BulkProgress> value) {
        return toBuilder().onProgress(value).build();
    }

    private List<Object> components() {
        return List.of(batchSize, batchesUnderWay, backoff, patience, onRefused, onProgress);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof BulkOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "BulkOptions[batchSize=" + batchSize + ", batchesUnderWay=" + batchesUnderWay + ", backoff=" + backoff
                + ", patience=" + patience + ", onRefused=" + onRefused + ", onProgress=" + onProgress + "]";
    }

    /** Builds a {@link BulkOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private int batchSize = 200;
        private int batchesUnderWay = 4;
        private Backoff backoff = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5));
        private Duration patience = Duration.ofHours(1);
        private BiConsumer<Task, CodefleetException> onRefused = (task, reason) -> {};
        private Consumer<BulkProgress> onProgress = progress -> {};

        private Builder() {}

        private Builder(BulkOptions from) {
            batchSize = from.batchSize;
            batchesUnderWay = from.batchesUnderWay;
            backoff = from.backoff;
            patience = from.patience;
            onRefused = from.onRefused;
            onProgress = from.onProgress;
        }

        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        public Builder batchesUnderWay(int value) {
            batchesUnderWay = value;
            return this;
        }

        public Builder backoff(Backoff value) {
            backoff = value;
            return this;
        }

        public Builder patience(Duration value) {
            patience = value;
            return this;
        }

        public Builder onRefused(BiConsumer<Task, CodefleetException> value) {
            onRefused = value;
            return this;
        }

        public Builder onProgress(Consumer<BulkProgress> value) {
            onProgress = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if a component is out of its range; it names the
         *     component
         */
        @CheckReturnValue
        public BulkOptions build() {
            return new BulkOptions(this);
        }
    }
}
