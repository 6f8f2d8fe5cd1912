package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Filter and page of a list of tasks, which shows the newest first. A task matches if it matches every part. */
@CheckReturnValue
public final class TaskQuery {
    /** All tasks, the newest first, 50 a page. */
    public static final TaskQuery ALL = builder().build();

    private final Set<TaskStatus> statuses;
    private final Optional<String> type;
    private final SortedMap<String, String> tags;
    private final Optional<String> submitter;
    private final int pageSize;
    private final Optional<String> cursor;

    private TaskQuery(Builder builder) {
        this.statuses = builder.statuses.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(builder.statuses));
        this.type = Optional.ofNullable(builder.type);
        this.tags = TaskTags.check("query.tags", builder.tags);
        this.submitter = Optional.ofNullable(builder.submitter);
        this.pageSize = builder.pageSize;
        this.cursor = Optional.ofNullable(builder.cursor);
        type.ifPresent(value -> Check.name("query.type", value));
        submitter.ifPresent(value -> Check.id("query.submitter", value));
        Check.range("query.pageSize", pageSize, 1, 1000);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns only these; empty means all. */
    public Set<TaskStatus> statuses() {
        return statuses;
    }

    /** Returns only this type. */
    public Optional<String> type() {
        return type;
    }

    /** Returns only tasks that have all these tags; empty means all. */
    public SortedMap<String, String> tags() {
        return tags;
    }

    /** Returns only tasks that this {@link TaskSummary#submitter() submitter} submitted. */
    public Optional<String> submitter() {
        return submitter;
    }

    /** Returns how many a page has at most; from 1 to 1000, default 50. */
    public int pageSize() {
        return pageSize;
    }

    /** Returns where to go on: {@link Page#next()} of the page before. */
    public Optional<String> cursor() {
        return cursor;
    }

    /** Returns a copy for these statuses. */
    public TaskQuery statuses(Collection<TaskStatus> value) {
        return toBuilder().statuses(Set.copyOf(value)).build();
    }

    /** Returns a copy for one status. */
    public TaskQuery status(TaskStatus value) {
        return statuses(Set.of(value));
    }

    /** Returns a copy for one type. */
    public TaskQuery type(String value) {
        return toBuilder().type(value).build();
    }

    /** Returns a copy for tasks that have all these tags, and perhaps more. */
    public TaskQuery tags(Map<String, String> value) {
        return toBuilder().tags(TaskTags.check("query.tags", value)).build();
    }

    /** Returns a copy for tasks that have this tag too. */
    public TaskQuery tag(String key, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return tags(more);
    }

    /** Returns a copy for tasks of one submitter. */
    public TaskQuery submitter(String value) {
        return toBuilder().submitter(value).build();
    }

    /** Returns a copy with this page size. */
    public TaskQuery pageSize(int value) {
        return toBuilder().pageSize(value).build();
    }

    /** Returns a copy that continues after the page with this cursor. */
    public TaskQuery from(String nextCursor) {
        return toBuilder().cursor(nextCursor).build();
    }

    /** Returns a copy that begins with the newest task. */
    public TaskQuery fromStart() {
        return toBuilder().cursor(null).build();
    }

    private List<Object> components() {
        return List.of(statuses, type, tags, submitter, pageSize, cursor);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof TaskQuery that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "TaskQuery[statuses=" + statuses + ", type=" + type + ", tags=" + tags + ", submitter=" + submitter
                + ", pageSize=" + pageSize + ", cursor=" + cursor + "]";
    }

    /**
     * Builds a {@link TaskQuery}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Set<TaskStatus> statuses = Set.of();
        private @Nullable String type;
        private Map<String, String> tags = Collections.emptySortedMap();
        private @Nullable String submitter;
        private int pageSize = 50;
        private @Nullable String cursor;

        private Builder() {}

        private Builder(TaskQuery from) {
            statuses = from.statuses;
            type = from.type.orElse(null);
            tags = from.tags;
            submitter = from.submitter.orElse(null);
            pageSize = from.pageSize;
            cursor = from.cursor.orElse(null);
        }

        public Builder statuses(Set<TaskStatus> value) {
            statuses = value;
            return this;
        }

        public Builder type(@Nullable String value) {
            type = value;
            return this;
        }

        public Builder tags(Map<String, String> value) {
            tags = value;
            return this;
        }

        public Builder submitter(@Nullable String value) {
            submitter = value;
            return this;
        }

        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        public Builder cursor(@Nullable String value) {
            cursor = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if the page size is out of range, or a type, tag or
         *     actor is malformed
         */
        @CheckReturnValue
        public TaskQuery build() {
            return new TaskQuery(this);
        }
    }
}
