package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Progress of a run of many tasks. */
@CheckReturnValue
public final class RunProgress {
    private final Optional<Long> total;
    private final long done;
    private final long failed;
    private final long running;
    private final Usage usage;
    private final Duration elapsed;
    private final Optional<Duration> remaining;

    private RunProgress(Builder builder) {
        this.total = Optional.ofNullable(builder.total);
        this.done = builder.done;
        this.failed = builder.failed;
        this.running = builder.running;
        this.usage = builder.usage;
        this.elapsed = builder.elapsed;
        this.remaining = Optional.ofNullable(builder.remaining);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns how many parts there are; absent while that is not known, as with a stream. */
    public Optional<Long> total() {
        return total;
    }

    /** Returns how many have a result. */
    public long done() {
        return done;
    }

    /** Returns how many have none and will get none. */
    public long failed() {
        return failed;
    }

    /** Returns how many are under way. */
    public long running() {
        return running;
    }

    /** Returns what was consumed so far, that of parts found finished from an earlier run included. */
    public Usage usage() {
        return usage;
    }

    /** Returns how long this run has lasted. */
    public Duration elapsed() {
        return elapsed;
    }

    /**
     * Returns how long it will last at the pace so far, without parts found finished; absent while that is not known.
     */
    public Optional<Duration> remaining() {
        return remaining;
    }

    private List<Object> components() {
        return List.of(total, done, failed, running, usage, elapsed, remaining);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof RunProgress that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "RunProgress[total=" + total + ", done=" + done + ", failed=" + failed + ", running=" + running
                + ", usage=" + usage + ", elapsed=" + elapsed + ", remaining=" + remaining + "]";
    }

    /**
     * Builds a {@link RunProgress}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private @Nullable Long total;
        private long done;
        private long failed;
        private long running;
        private Usage usage = Usage.NONE;
        private Duration elapsed = Duration.ZERO;
        private @Nullable Duration remaining;

        private Builder() {}

        private Builder(RunProgress from) {
            total = from.total.orElse(null);
            done = from.done;
            failed = from.failed;
            running = from.running;
            usage = from.usage;
            elapsed = from.elapsed;
            remaining = from.remaining.orElse(null);
        }

        public Builder total(@Nullable Long value) {
            total = value;
            return this;
        }

        public Builder done(long value) {
            done = value;
            return this;
        }

        public Builder failed(long value) {
            failed = value;
            return this;
        }

        public Builder running(long value) {
            running = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        public Builder elapsed(Duration value) {
            elapsed = value;
            return this;
        }

        public Builder remaining(@Nullable Duration value) {
            remaining = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public RunProgress build() {
            return new RunProgress(this);
        }
    }
}
