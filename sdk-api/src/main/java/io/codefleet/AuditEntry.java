package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Record of one action on the fleet: the actor, the action, its subject and its time. The broker writes it in the same atomic
 * step as the action. An action that changes nothing, such as a repeated submit, is not recorded.
 */
@CheckReturnValue
public final class AuditEntry {
    /** How many ids one entry names at most. A submit or cancel of more tasks is several entries, and names them all. */
    public static final int MAX_SUBJECTS = 50;

    private final Instant at;
    private final String actor;
    private final AuditAction action;
    private final List<String> subjects;
    private final int count;
    private final Optional<String> detail;
    private final Optional<String> unknownAction;

    private AuditEntry(Builder builder) {
        this.at = builder.at;
        this.actor = builder.actor;
        this.action = builder.action;
        this.subjects = List.copyOf(builder.subjects);
        this.count = builder.count;
        this.detail = Optional.ofNullable(builder.detail);
        this.unknownAction = Optional.ofNullable(builder.unknownAction);
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(Instant at, String actor, AuditAction action) {
        return new Builder(at, actor, action);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns when, by the broker's clock, in whole milliseconds. */
    public Instant at() {
        return at;
    }

    /** Returns who, as the client named itself by {@link CodefleetOptions#actor()}: a claim, not a proof. */
    public String actor() {
        return actor;
    }

    /** Returns what. */
    public AuditAction action() {
        return action;
    }

    /**
     * Returns the ids of the tasks, for {@link AuditAction#COMMANDED} of the workers, for an action on a key, a schedule or an alert
     * its id; at most {@link #MAX_SUBJECTS}.
     */
    public List<String> subjects() {
        return subjects;
    }

    /** Returns how many tasks, workers or others in all. */
    public int count() {
        return count;
    }

    /**
     * Returns the name of the command, for {@link AuditAction#COMMANDED}; owner, role and namespaces of a key, such as {@code
     * owner=ann;role=admin;namespaces=team-a,team-b}; {@code changed=timing,template} of an edited schedule; {@code
     * until=2026-01-31T12:00:00Z} of a silenced alert; the reason, for {@link AuditAction#APPROVED} and {@link AuditAction#REJECTED},
     * after {@code by NAME: } where the client gave another name than that of the actor.
     */
    public Optional<String> detail() {
        return detail;
    }

    /** Returns the stored code of an action that is {@link AuditAction#UNKNOWN} to this version; absent for all others. */
    public Optional<String> unknownAction() {
        return unknownAction;
    }

    private List<Object> components() {
        return List.of(at, actor, action, subjects, count, detail, unknownAction);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AuditEntry that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "AuditEntry[at=" + at + ", actor=" + actor + ", action=" + action + ", subjects=" + subjects + ", count="
                + count + ", detail=" + detail + ", unknownAction=" + unknownAction + "]";
    }

    /**
     * Builds an {@link AuditEntry}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Instant at;
        private String actor;
        private AuditAction action;
        private List<String> subjects = List.of();
        private int count;
        private @Nullable String detail;
        private @Nullable String unknownAction;

        private Builder(Instant at, String actor, AuditAction action) {
            this.at = at;
            this.actor = actor;
            this.action = action;
        }

        private Builder(AuditEntry from) {
            at = from.at;
            actor = from.actor;
            action = from.action;
            subjects = from.subjects;
            count = from.count;
            detail = from.detail.orElse(null);
            unknownAction = from.unknownAction.orElse(null);
        }

        public Builder at(Instant value) {
            at = value;
            return this;
        }

        public Builder actor(String value) {
            actor = value;
            return this;
        }

        public Builder action(AuditAction value) {
            action = value;
            return this;
        }

        public Builder subjects(List<String> value) {
            subjects = value;
            return this;
        }

        public Builder count(int value) {
            count = value;
            return this;
        }

        public Builder detail(@Nullable String value) {
            detail = value;
            return this;
        }

        public Builder unknownAction(@Nullable String value) {
            unknownAction = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public AuditEntry build() {
            return new AuditEntry(this);
        }
    }
}
