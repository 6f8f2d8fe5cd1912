package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Options that every run of many tasks has: its id, budget and concurrency. Immutable; each method that takes an argument
 * returns a changed copy.
 *
 * <p>A run is made of child tasks whose ids begin with its own: {@code id/map#3}. So running again under the same id finds what
 * is finished and submits only what is missing, as long as the finished tasks are retained.
 */
@CheckReturnValue
public final class RunOptions {
    /** How long the id of a run may be, so that there is room for the names of its children. */
    public static final int MAX_ID_LENGTH = 120;

    /** The concurrency of a run that names none. */
    public static final int DEFAULT_CONCURRENCY = 100;

    /** The highest concurrency. */
    public static final int MAX_CONCURRENCY = 100_000;

    private final String id;
    private final int concurrency;
    private final Budget budget;
    private final boolean retryFailed;
    private final SortedMap<String, String> headers;
    private final Optional<String> parent;

    private RunOptions(Builder builder) {
        this.id = builder.id;
        this.concurrency = builder.concurrency;
        this.budget = builder.budget;
        this.retryFailed = builder.retryFailed;
        this.headers = TaskHeaders.check("run.headers", builder.headers);
        this.parent = Optional.ofNullable(builder.parent);
        parent.ifPresent(task -> Check.id("run.parent", task));
        Check.id("run.id", id);
        if (id.length() > MAX_ID_LENGTH) {
            throw new InvalidInputException(
                    "run.id", "has " + id.length() + " characters, at most " + MAX_ID_LENGTH + " are allowed");
        }
        Check.range("run.concurrency", concurrency, 1, MAX_CONCURRENCY);
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the name of the run, unique in the namespace, at most {@value #MAX_ID_LENGTH} characters; default random. */
    public String id() {
        return id;
    }

    /** Returns how many children are between submit and outcome at most; default {@value #DEFAULT_CONCURRENCY}. */
    public int concurrency() {
        return concurrency;
    }

    /** Returns what all children together may consume; default no limit. */
    public Budget budget() {
        return budget;
    }

    /**
     * Returns whether a child that an earlier run of this id left failed or cancelled is run again, as a new task under {@code
     * id/map#3~1}; default no: its outcome stands, and nothing is paid for it again.
     */
    public boolean retryFailed() {
        return retryFailed;
    }

    /**
     * Returns the {@link Task#headers() headers} that every child gets which has none of the same name; default none. A handler
     * that starts a run passes on those of its task. Unmodifiable.
     */
    public SortedMap<String, String> headers() {
        return headers;
    }

    /**
     * Returns the task that a run of a workflow is a part of: cancelling it cancels the run. Default none. A map-reduce or a
     * consensus has none, because it is not a task itself.
     */
    public Optional<String> parent() {
        return parent;
    }

    /** Returns a run of this name, which can be resumed by running it again. */
    public static RunOptions of(String id) {
        return builder(id).build();
    }

    /** Returns a run with a random name. */
    public static RunOptions random() {
        return of(UUID.randomUUID().toString());
    }

    /** Returns a copy with this name. */
    public RunOptions id(String value) {
        return toBuilder().id(value).build();
    }

    /** Returns a copy with so many children under way at once. */
    public RunOptions concurrency(int value) {
        return toBuilder().concurrency(value).build();
    }

    /** Returns a copy with this budget. */
    public RunOptions budget(Budget value) {
        return toBuilder().budget(value).build();
    }

    /** Returns a copy that runs the failed and cancelled children of earlier runs again. */
    public RunOptions retryFailed(boolean value) {
        return toBuilder().retryFailed(value).build();
    }

    /** Returns a copy with exactly these headers. */
    public RunOptions headers(Map<String, String> value) {
        return toBuilder().headers(value).build();
    }

    /** Returns a copy that is a part of this task. */
    public RunOptions parent(String value) {
        return toBuilder().parent(value).build();
    }

    private List<Object> components() {
        return List.of(id, concurrency, budget, retryFailed, headers, parent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof RunOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /** Returns all but the headers, which may be secret. */
    @Override
    public String toString() {
        return "RunOptions[id=" + id + ", concurrency=" + concurrency + ", budget=" + budget + ", retryFailed="
                + retryFailed + ", parent=" + parent + "]";
    }

    /** Builds a {@link RunOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String id;
        private int concurrency = DEFAULT_CONCURRENCY;
        private Budget budget = Budget.UNLIMITED;
        private boolean retryFailed;
        private Map<String, String> headers = Map.of();
        private @Nullable String parent;

        private Builder(String id) {
            this.id = id;
        }

        private Builder(RunOptions from) {
            id = from.id;
            concurrency = from.concurrency;
            budget = from.budget;
            retryFailed = from.retryFailed;
            headers = from.headers;
            parent = from.parent.orElse(null);
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder concurrency(int value) {
            concurrency = value;
            return this;
        }

        public Builder budget(Budget value) {
            budget = value;
            return this;
        }

        public Builder retryFailed(boolean value) {
            retryFailed = value;
            return this;
        }

        public Builder headers(Map<String, String> value) {
            headers = value;
            return this;
        }

        public Builder parent(@Nullable String value) {
            parent = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if a component is malformed or out of its range; it names the component
         */
        @CheckReturnValue
        public RunOptions build() {
            return new RunOptions(this);
        }
    }
}
