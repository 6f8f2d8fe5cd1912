package io.codefleet.control.alerts;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One alert, as all control planes of a namespace share it. */
@CheckReturnValue
public final class Alert {
    private final String id;
    private final AlertRule rule;
    private final String subject;
    private final AlertState state;
    private final double value;
    private final String detail;
    private final Instant startedAt;
    private final Instant changedAt;
    private final long changes;
    private final Optional<String> acknowledgedBy;
    private final Optional<Instant> silencedUntil;
    private final Map<String, PendingDelivery> deliveries;
    private final Optional<Deliverer> deliverer;
    private final Optional<Instant> shownAt;
    private final long version;

    /**
     * A message that a receiver has not accepted yet.
     *
     * @param attempts how often it was sent
     * @param nextAt when it is sent next
     */
    public record PendingDelivery(int attempts, Instant nextAt) {}

    /**
     * The right of one control plane to send.
     *
     * @param instance the control plane
     * @param until when another may take over
     */
    public record Deliverer(String instance, Instant until) {}

    private Alert(Builder builder) {
        this.id = builder.id;
        this.rule = builder.rule;
        this.subject = builder.subject;
        this.state = builder.state;
        this.value = builder.value;
        this.detail = builder.detail;
        this.startedAt = builder.startedAt;
        this.changedAt = builder.changedAt;
        this.changes = builder.changes;
        this.acknowledgedBy = Optional.ofNullable(builder.acknowledgedBy);
        this.silencedUntil = Optional.ofNullable(builder.silencedUntil);
        this.deliveries = Map.copyOf(builder.deliveries);
        this.deliverer = Optional.ofNullable(builder.deliverer);
        this.shownAt = Optional.ofNullable(builder.shownAt);
        this.version = builder.version;
    }

    /**
     * Returns a builder with the defaults.
     *
     * @param id its id, which follows from rule and subject
     */
    public static Builder builder(String id, AlertRule rule) {
        return new Builder(id, rule);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its id, which follows from rule and subject. */
    public String id() {
        return id;
    }

    /** Returns the rule. */
    public AlertRule rule() {
        return rule;
    }

    /** Returns what it is about, such as the id of a worker; empty for the fleet, the default. */
    public String subject() {
        return subject;
    }

    /** Returns where it is in its life; default {@link AlertState#PENDING}. */
    public AlertState state() {
        return state;
    }

    /** Returns what was measured when the state changed. */
    public double value() {
        return value;
    }

    /** Returns a sentence for a person; default empty. */
    public String detail() {
        return detail;
    }

    /** Returns since when the condition has held. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns when the state changed. */
    public Instant changedAt() {
        return changedAt;
    }

    /** Returns how often the state has changed; with the id it names one message. */
    public long changes() {
        return changes;
    }

    /** Returns who looks after it; default absent. */
    public Optional<String> acknowledgedBy() {
        return acknowledgedBy;
    }

    /** Returns until when changes send no messages; default absent. */
    public Optional<Instant> silencedUntil() {
        return silencedUntil;
    }

    /** Returns the receivers that the last change has not reached yet; default none. */
    public Map<String, PendingDelivery> deliveries() {
        return deliveries;
    }

    /** Returns the control plane that delivers the last change; default absent. */
    public Optional<Deliverer> deliverer() {
        return deliverer;
    }

    /** Returns when the firing alert was last sent to the receivers that forget what is not sent again; default absent. */
    public Optional<Instant> shownAt() {
        return shownAt;
    }

    /** Returns the version of the document; 0, the default, for one that is not stored. */
    public long version() {
        return version;
    }

    static Alert pending(AlertCondition condition, Instant now, long version) {
        return builder(condition.alertId(), condition.rule())
                .subject(condition.subject())
                .value(condition.value())
                .detail(condition.detail())
                .startedAt(now)
                .changedAt(now)
                .version(version)
                .build();
    }

    /** Returns whether the condition of the alert held when it was evaluated last. */
    boolean isActive() {
        return state != AlertState.RESOLVED;
    }

    boolean silenced(Instant now) {
        return silencedUntil.filter(now::isBefore).isPresent();
    }

    /** Returns whether Alertmanager shows the firing alert: a silence does not take away what it has got before. */
    boolean isShown(Instant now) {
        return shownAt.isPresent() || !silenced(now);
    }

    /** Returns a copy that has begun to hold again, under the same silence and with the same count of changes. */
    Alert again(AlertCondition condition, Instant now) {
        return builder(id, rule)
                .subject(subject)
                .value(condition.value())
                .detail(condition.detail())
                .startedAt(now)
                .changedAt(now)
                .changes(changes)
                .silencedUntil(silencedUntil.orElse(null))
                .version(version)
                .build();
    }

    Alert changed(AlertState next, double measured, String text, Instant now, Map<String, PendingDelivery> due) {
        return toBuilder()
                .state(next)
                .value(measured)
                .detail(text)
                .changedAt(now)
                .changes(changes + 1)
                .deliveries(due)
                .deliverer(null)
                .shownAt(null)
                .build();
    }

    Alert delivering(Map<String, PendingDelivery> left, Optional<Deliverer> by) {
        return toBuilder().deliveries(left).deliverer(by.orElse(null)).build();
    }

    /** Returns a copy whose message was sent at this time to the receivers that forget what is not sent again. */
    Alert shown(Instant now) {
        return toBuilder().shownAt(now).build();
    }

    private List<Object> components() {
        return List.of(
                id,
                rule,
                subject,
                state,
                value,
                detail,
                startedAt,
                changedAt,
                changes,
                acknowledgedBy,
                silencedUntil,
                deliveries,
                deliverer,
                shownAt,
                version);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Alert that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Alert[id=" + id + ", state=" + state + ", value=" + value + ", detail=" + detail + ", changes="
                + changes + ", version=" + version + "]";
    }

    /** Builds an {@link Alert}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private final String id;
        private final AlertRule rule;
        private String subject = "";
        private AlertState state = AlertState.PENDING;
        private double value;
        private String detail = "";
        private Instant startedAt = Instant.EPOCH;
        private Instant changedAt = Instant.EPOCH;
        private long changes;
        private @Nullable String acknowledgedBy;
        private @Nullable Instant silencedUntil;
        private Map<String, PendingDelivery> deliveries = Map.of();
        private @Nullable Deliverer deliverer;
        private @Nullable Instant shownAt;
        private long version;

        private Builder(String id, AlertRule rule) {
            this.id = id;
            this.rule = rule;
        }

        private Builder(Alert from) {
            this(from.id, from.rule);
            subject = from.subject;
            state = from.state;
            value = from.value;
            detail = from.detail;
            startedAt = from.startedAt;
            changedAt = from.changedAt;
            changes = from.changes;
            acknowledgedBy = from.acknowledgedBy.orElse(null);
            silencedUntil = from.silencedUntil.orElse(null);
            deliveries = from.deliveries;
            deliverer = from.deliverer.orElse(null);
            shownAt = from.shownAt.orElse(null);
            version = from.version;
        }

        public Builder subject(String value) {
            subject = value;
            return this;
        }

        public Builder state(AlertState value) {
            state = value;
            return this;
        }

        public Builder value(double value) {
            this.value = value;
            return this;
        }

        public Builder detail(String value) {
            detail = value;
            return this;
        }

        public Builder startedAt(Instant value) {
            startedAt = value;
            return this;
        }

        public Builder changedAt(Instant value) {
            changedAt = value;
            return this;
        }

        public Builder changes(long value) {
            changes = value;
            return this;
        }

        public Builder acknowledgedBy(@Nullable String value) {
            acknowledgedBy = value;
            return this;
        }

        public Builder silencedUntil(@Nullable Instant value) {
            silencedUntil = value;
            return this;
        }

        public Builder deliveries(Map<String, PendingDelivery> value) {
            deliveries = Map.copyOf(value);
            return this;
        }

        public Builder deliverer(@Nullable Deliverer value) {
            deliverer = value;
            return this;
        }

        public Builder shownAt(@Nullable Instant value) {
            shownAt = value;
            return this;
        }

        public Builder version(long value) {
            version = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public Alert build() {
            return new Alert(this);
        }
    }
}
