package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt in the history of a task. */
@CheckReturnValue
public final class AttemptInfo {
    private final int attempt;
    private final String workerId;
    private final Instant startedAt;
    private final Optional<Instant> endedAt;
    private final Optional<End> end;
    private final Optional<TaskError> error;
    private final Usage usage;

    private AttemptInfo(Builder builder) {
        this.attempt = builder.attempt;
        this.workerId = builder.workerId;
        this.startedAt = builder.startedAt;
        this.endedAt = Optional.ofNullable(builder.endedAt);
        this.end = Optional.ofNullable(builder.end);
        this.error = Optional.ofNullable(builder.error);
        this.usage = builder.usage;
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(int attempt, String workerId, Instant startedAt) {
        return new Builder(attempt, workerId, startedAt);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its number, from 1. */
    public int attempt() {
        return attempt;
    }

    /** Returns the worker that ran it. */
    public String workerId() {
        return workerId;
    }

    /** Returns when it took the lease, by the broker's clock. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns when it ended; absent while it runs. */
    public Optional<Instant> endedAt() {
        return endedAt;
    }

    /**
     * Returns how it ended, such as {@code completed}, {@code failed}, {@code lost}, {@code released}, {@code
     * cancelled}.
     */
    public Optional<End> end() {
        return end;
    }

    /** Returns why it failed, if it failed. */
    public Optional<TaskError> error() {
        return error;
    }

    /**
     * Returns what it consumed; {@link Usage#NONE} where that is not known, as of one that was lost, or while it runs.
     */
    public Usage usage() {
        return usage;
    }

    /** End of an attempt. */
    public enum End implements Coded {
        /** With a result. */
        COMPLETED("COMPLETED"),
        /** With an error of its handler or a time limit. */
        FAILED("FAILED"),
        /** Its lease ran out. */
        LOST("LOST"),
        /** Its worker handed it back, as when it drains; does not count as a failure. */
        RELEASED("RELEASED"),
        /** By a cancel. */
        CANCELLED("CANCELLED");

        private final String code;

        End(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    private List<Object> components() {
        return List.of(attempt, workerId, startedAt, endedAt, end, error, usage);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AttemptInfo that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "AttemptInfo[attempt=" + attempt + ", workerId=" + workerId + ", startedAt=" + startedAt + ", endedAt="
                + endedAt + ", end=" + end + ", error=" + error + ", usage=" + usage + "]";
    }

    /**
     * Builds an {@link AttemptInfo}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private int attempt;
        private String workerId;
        private Instant startedAt;
        private @Nullable Instant endedAt;
        private @Nullable End end;
        private @Nullable TaskError error;
        private Usage usage = Usage.NONE;

        private Builder(int attempt, String workerId, Instant startedAt) {
            this.attempt = attempt;
            this.workerId = workerId;
            this.startedAt = startedAt;
        }

        private Builder(AttemptInfo from) {
            attempt = from.attempt;
            workerId = from.workerId;
            startedAt = from.startedAt;
            endedAt = from.endedAt.orElse(null);
            end = from.end.orElse(null);
            error = from.error.orElse(null);
            usage = from.usage;
        }

        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder workerId(String value) {
            workerId = value;
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = value;
            return this;
        }

        public Builder endedAt(@Nullable Instant value) {
            endedAt = value;
            return this;
        }

        public Builder end(@Nullable End value) {
            end = value;
            return this;
        }

        public Builder error(@Nullable TaskError value) {
            error = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public AttemptInfo build() {
            return new AttemptInfo(this);
        }
    }
}
