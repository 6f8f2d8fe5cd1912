package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cause of the failure of an attempt or a task: its kind, a message and details. Message and details take at most {@value
 * #MAX_BYTES} bytes as JSON, as a task keeps up to a hundred attempts and each read returns them all. A longer message is cut.
 */
@CheckReturnValue
public final class TaskError implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many bytes message and details take at most. */
    public static final int MAX_BYTES = 64 << 10;

    /** The key of {@link #details()} that stands for details that were too large. */
    public static final String OMITTED_BYTES = "omittedBytes";

    private final ErrorKind kind;
    private final String message;
    private final int attempt;
    private final @Nullable String workerId;
    private final @Nullable Duration retryAfter;

    @SuppressWarnings("serial") // a map of the JDK, of JSON values
    private final Map<String, Object> details;

    private TaskError(Builder builder) {
        this.kind = builder.kind;
        this.attempt = builder.attempt;
        this.workerId = builder.workerId;
        this.retryAfter = builder.retryAfter;
        this.details = JsonSize.bounded("error.details", Check.json("error.details", builder.details), MAX_BYTES / 2);
        this.message = JsonSize.cut(builder.message, MAX_BYTES - JsonSize.of(details) - 2);
        Check.range("error.attempt", attempt, 0, Integer.MAX_VALUE);
        retryAfter().ifPresent(value -> Check.notNegative("error.retryAfter", value));
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(ErrorKind kind, String message) {
        return new Builder(kind, message);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns what to do about it. */
    public ErrorKind kind() {
        return kind;
    }

    /** Returns what failed, for which value, and what to do; holds no prompt. */
    public String message() {
        return message;
    }

    /** Returns the attempt that failed, from 1; 0 if the task failed without one. */
    public int attempt() {
        return attempt;
    }

    /** Returns the worker that ran it. */
    public Optional<String> workerId() {
        return Optional.ofNullable(workerId);
    }

    /** Returns how long to wait before another attempt, where the cause named a time. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Returns details for programs, as JSON values. Details of more than half of the bytes are replaced by {@value
     * #OMITTED_BYTES}, which holds the number of bytes that they took.
     */
    public Map<String, Object> details() {
        return details;
    }

    /** Returns an error that names neither attempt nor worker yet. */
    public static TaskError of(ErrorKind kind, String message) {
        return builder(kind, message).build();
    }

    /** Returns a copy that names the attempt and the worker. */
    public TaskError at(int failedAttempt, String worker) {
        return toBuilder().attempt(failedAttempt).workerId(worker).build();
    }

    /** Returns a copy that asks for this wait before another attempt. */
    public TaskError retryAfter(Duration value) {
        return toBuilder().retryAfter(value).build();
    }

    /** Returns a copy with these details. */
    public TaskError details(Map<String, ?> value) {
        return toBuilder().details(Check.json("error.details", value)).build();
    }

    /** Returns whether another attempt can succeed with the same input. */
    public boolean retryable() {
        return kind.retryable();
    }

    private List<Object> components() {
        return List.of(kind, message, attempt, workerId(), retryAfter(), details);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof TaskError that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "TaskError[kind=" + kind + ", message=" + message + ", attempt=" + attempt + ", workerId=" + workerId()
                + ", retryAfter=" + retryAfter() + ", details=" + details + "]";
    }

    /**
     * Builds a {@link TaskError}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private ErrorKind kind;
        private String message;
        private int attempt;
        private @Nullable String workerId;
        private @Nullable Duration retryAfter;
        private Map<String, Object> details = Map.of();

        private Builder(ErrorKind kind, String message) {
            this.kind = kind;
            this.message = message;
        }

        private Builder(TaskError from) {
            kind = from.kind;
            message = from.message;
            attempt = from.attempt;
            workerId = from.workerId;
            retryAfter = from.retryAfter;
            details = from.details;
        }

        public Builder kind(ErrorKind value) {
            kind = value;
            return this;
        }

        public Builder message(String value) {
            message = value;
            return this;
        }

        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder workerId(@Nullable String value) {
            workerId = value;
            return this;
        }

        public Builder retryAfter(@Nullable Duration value) {
            retryAfter = value;
            return this;
        }

        public Builder details(Map<String, Object> value) {
            details = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if the attempt is negative or a detail is not a JSON
         *     value
         */
        @CheckReturnValue
        public TaskError build() {
            return new TaskError(this);
        }
    }
}
