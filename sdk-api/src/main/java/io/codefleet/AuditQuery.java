package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filter and page of an audit list, which shows the newest entries first. */
@CheckReturnValue
public final class AuditQuery {
    /** All entries, the newest first, 50 a page. */
    public static final AuditQuery ALL = builder().build();

    private final Optional<String> actor;
    private final Set<AuditAction> actions;
    private final Optional<String> subject;
    private final Optional<Instant> since;
    private final Optional<Instant> until;
    private final int pageSize;
    private final Optional<String> cursor;

    private AuditQuery(Builder builder) {
        this.actor = Optional.ofNullable(builder.actor);
        this.actions = builder.actions.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(builder.actions));
        this.subject = Optional.ofNullable(builder.subject);
        this.since = Optional.ofNullable(builder.since);
        this.until = Optional.ofNullable(builder.until);
        this.pageSize = builder.pageSize;
        this.cursor = Optional.ofNullable(builder.cursor);
        if (actions.contains(AuditAction.UNKNOWN)) {
            throw new InvalidInputException("query.actions", "has UNKNOWN, which stands for no action that is stored");
        }
        actor.ifPresent(value -> Check.id("query.actor", value));
        subject.ifPresent(value -> Check.id("query.subject", value));
        since.ifPresent(value -> Check.instant("query.since", value));
        until.ifPresent(value -> Check.instant("query.until", value));
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

    /** Returns the actor whose entries are listed; absent: those of all. */
    public Optional<String> actor() {
        return actor;
    }

    /** Returns the actions that are listed; empty means all. */
    public Set<AuditAction> actions() {
        return actions;
    }

    /** Returns the task or worker to which it was done, as far as an entry names it; absent: any. */
    public Optional<String> subject() {
        return subject;
    }

    /** Returns the time from which entries are listed, to the millisecond; absent: from the first one. */
    public Optional<Instant> since() {
        return since;
    }

    /** Returns the time before which entries are listed, to the millisecond; absent: until now. */
    public Optional<Instant> until() {
        return until;
    }

    /** Returns how many a page has at most; from 1 to 1000, default 50. */
    public int pageSize() {
        return pageSize;
    }

    /** Returns where to go on: {@link Page#next()} of the page before. */
    public Optional<String> cursor() {
        return cursor;
    }

    /** Returns a copy for this actor. */
    public AuditQuery actor(String value) {
        return toBuilder().actor(value).build();
    }

    /** Returns a copy for these actions. */
    public AuditQuery actions(AuditAction... values) {
        return toBuilder().actions(Set.copyOf(Arrays.asList(values))).build();
    }

    /** Returns a copy for this task or worker. */
    public AuditQuery subject(String value) {
        return toBuilder().subject(value).build();
    }

    /** Returns a copy for what was done at this time or later. */
    public AuditQuery since(Instant value) {
        return toBuilder().since(value).build();
    }

    /** Returns a copy for what was done before this time. */
    public AuditQuery until(Instant value) {
        return toBuilder().until(value).build();
    }

    /** Returns a copy with this page size. */
    public AuditQuery pageSize(int value) {
        return toBuilder().pageSize(value).build();
    }

    /** Returns a copy that continues after the page with this cursor. */
    public AuditQuery from(String nextCursor) {
        return toBuilder().cursor(nextCursor).build();
    }

    private List<Object> components() {
        return List.of(actor, actions, subject, since, until, pageSize, cursor);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AuditQuery that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "AuditQuery[actor=" + actor + ", actions=" + actions + ", subject=" + subject + ", since=" + since
                + ", until=" + until + ", pageSize=" + pageSize + ", cursor=" + cursor + "]";
    }

    /**
     * Builds an {@link AuditQuery}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private @Nullable String actor;
        private Set<AuditAction> actions = Set.of();
        private @Nullable String subject;
        private @Nullable Instant since;
        private @Nullable Instant until;
        private int pageSize = 50;
        private @Nullable String cursor;

        private Builder() {}

        private Builder(AuditQuery from) {
            actor = from.actor.orElse(null);
            actions = from.actions;
            subject = from.subject.orElse(null);
            since = from.since.orElse(null);
            until = from.until.orElse(null);
            pageSize = from.pageSize;
            cursor = from.cursor.orElse(null);
        }

        public Builder actor(@Nullable String value) {
            actor = value;
            return this;
        }

        public Builder actions(Set<AuditAction> value) {
            actions = value;
            return this;
        }

        public Builder subject(@Nullable String value) {
            subject = value;
            return this;
        }

        public Builder since(@Nullable Instant value) {
            since = value;
            return this;
        }

        public Builder until(@Nullable Instant value) {
            until = value;
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
         * @throws io.codefleet.error.InvalidInputException if the page size is out of range, or actor or subject
         *     malformed
         */
        @CheckReturnValue
        public AuditQuery build() {
            return new AuditQuery(this);
        }
    }
}
