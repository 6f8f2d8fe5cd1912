package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Entry of a list of tasks. Holds neither prompt nor result. */
@CheckReturnValue
public final class TaskSummary {
    private final String id;
    private final String type;
    private final TaskStatus status;
    private final int priority;
    private final SortedSet<String> requiredCapabilities;
    private final int attempt;
    private final int failures;
    private final Optional<String> workerId;
    private final Instant submittedAt;
    private final Optional<Instant> startedAt;
    private final Optional<Instant> finishedAt;
    private final Optional<Instant> dueAt;
    private final Optional<String> parentId;
    private final boolean cancelRequested;
    private final TaskLabels labels;
    private final BigDecimal cost;

    private TaskSummary(Builder builder) {
        this.id = builder.id;
        this.type = builder.type;
        this.status = builder.status;
        this.priority = builder.priority;
        this.requiredCapabilities = builder.requiredCapabilities;
        this.attempt = builder.attempt;
        this.failures = builder.failures;
        this.workerId = Optional.ofNullable(builder.workerId);
        this.submittedAt = builder.submittedAt;
        this.startedAt = Optional.ofNullable(builder.startedAt);
        this.finishedAt = Optional.ofNullable(builder.finishedAt);
        this.dueAt = Optional.ofNullable(builder.dueAt);
        this.parentId = Optional.ofNullable(builder.parentId);
        this.cancelRequested = builder.cancelRequested;
        this.labels = builder.labels;
        this.cost = builder.cost;
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(String id, String type, TaskStatus status, Instant submittedAt) {
        return new Builder(id, type, status, submittedAt);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its id. */
    public String id() {
        return id;
    }

    /** Returns its type. */
    public String type() {
        return type;
    }

    /** Returns where it is in its life. */
    public TaskStatus status() {
        return status;
    }

    /** Returns its priority. */
    public int priority() {
        return priority;
    }

    /** Returns what a worker must offer. */
    public SortedSet<String> requiredCapabilities() {
        return requiredCapabilities;
    }

    /** Returns the number of the last attempt; 0 before the first. */
    public int attempt() {
        return attempt;
    }

    /** Returns how many attempts have failed. */
    public int failures() {
        return failures;
    }

    /** Returns who runs it, or ran it last. */
    public Optional<String> workerId() {
        return workerId;
    }

    /** Returns when it was submitted, by the broker's clock. */
    public Instant submittedAt() {
        return submittedAt;
    }

    /** Returns when the last attempt began. */
    public Optional<Instant> startedAt() {
        return startedAt;
    }

    /** Returns when it ended. */
    public Optional<Instant> finishedAt() {
        return finishedAt;
    }

    /** Returns when it may start; for a delayed task. */
    public Optional<Instant> dueAt() {
        return dueAt;
    }

    /** Returns the task it is a part of. */
    public Optional<String> parentId() {
        return parentId;
    }

    /** Returns whether a cancel is on its way to the running attempt. */
    public boolean cancelRequested() {
        return cancelRequested;
    }

    /** Returns who submitted it, its tags, its project and the model it asks for. */
    public TaskLabels labels() {
        return labels;
    }

    /**
     * Returns what its ended attempts cost together, in US dollars, as far as that is known; a running attempt does not
     * count.
     */
    public BigDecimal cost() {
        return cost;
    }

    /** Returns {@link TaskLabels#submitter()}. */
    public Optional<String> submitter() {
        return labels.submitter();
    }

    /** Returns {@link TaskLabels#tags()}. */
    public SortedMap<String, String> tags() {
        return labels.tags();
    }

    /** Returns {@link TaskLabels#project()}. */
    public Optional<String> project() {
        return labels.project();
    }

    /** Returns {@link TaskLabels#model()}. */
    public Optional<String> model() {
        return labels.model();
    }

    private List<Object> components() {
        return List.of(
                id,
                type,
                status,
                priority,
                requiredCapabilities,
                attempt,
                failures,
                workerId,
                submittedAt,
                startedAt,
                finishedAt,
                dueAt,
                parentId,
                cancelRequested,
                labels,
                cost);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof TaskSummary that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "TaskSummary[id=" + id + ", type=" + type + ", status=" + status + ", priority=" + priority
                + ", requiredCapabilities=" + requiredCapabilities + ", attempt=" + attempt + ", failures=" + failures
                + ", workerId=" + workerId + ", submittedAt=" + submittedAt + ", startedAt=" + startedAt
                + ", finishedAt=" + finishedAt + ", dueAt=" + dueAt + ", parentId=" + parentId + ", cancelRequested="
                + cancelRequested + ", labels=" + labels + ", cost=" + cost + "]";
    }

    /**
     * Builds a {@link TaskSummary}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String id;
        private String type;
        private TaskStatus status;
        private int priority = Task.DEFAULT_PRIORITY;
        private SortedSet<String> requiredCapabilities = Collections.emptySortedSet();
        private int attempt;
        private int failures;
        private @Nullable String workerId;
        private Instant submittedAt;
        private @Nullable Instant startedAt;
        private @Nullable Instant finishedAt;
        private @Nullable Instant dueAt;
        private @Nullable String parentId;
        private boolean cancelRequested;
        private TaskLabels labels = TaskLabels.NONE;
        private BigDecimal cost = BigDecimal.ZERO;

        private Builder(String id, String type, TaskStatus status, Instant submittedAt) {
            this.id = id;
            this.type = type;
            this.status = status;
            this.submittedAt = submittedAt;
        }

        private Builder(TaskSummary from) {
            id = from.id;
            type = from.type;
            status = from.status;
            priority = from.priority;
            requiredCapabilities = from.requiredCapabilities;
            attempt = from.attempt;
            failures = from.failures;
            workerId = from.workerId.orElse(null);
            submittedAt = from.submittedAt;
            startedAt = from.startedAt.orElse(null);
            finishedAt = from.finishedAt.orElse(null);
            dueAt = from.dueAt.orElse(null);
            parentId = from.parentId.orElse(null);
            cancelRequested = from.cancelRequested;
            labels = from.labels;
            cost = from.cost;
        }

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder type(String value) {
            type = value;
            return this;
        }

        public Builder status(TaskStatus value) {
            status = value;
            return this;
        }

        public Builder priority(int value) {
            priority = value;
            return this;
        }

        public Builder requiredCapabilities(SortedSet<String> value) {
            requiredCapabilities = value;
            return this;
        }

        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder failures(int value) {
            failures = value;
            return this;
        }

        public Builder workerId(@Nullable String value) {
            workerId = value;
            return this;
        }

        public Builder submittedAt(Instant value) {
            submittedAt = value;
            return this;
        }

        public Builder startedAt(@Nullable Instant value) {
            startedAt = value;
            return this;
        }

        public Builder finishedAt(@Nullable Instant value) {
            finishedAt = value;
            return this;
        }

        public Builder dueAt(@Nullable Instant value) {
            dueAt = value;
            return this;
        }

        public Builder parentId(@Nullable String value) {
            parentId = value;
            return this;
        }

        public Builder cancelRequested(boolean value) {
            cancelRequested = value;
            return this;
        }

        public Builder labels(TaskLabels value) {
            labels = value;
            return this;
        }

        public Builder cost(BigDecimal value) {
            cost = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public TaskSummary build() {
            return new TaskSummary(this);
        }
    }
}
