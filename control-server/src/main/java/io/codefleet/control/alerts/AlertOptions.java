package io.codefleet.control.alerts;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules and receivers of alerts. Every control plane of a fleet should have the same. */
@CheckReturnValue
public final class AlertOptions {
    /** Alerts are sent again with each evaluation, and Alertmanager ends one that was not for five minutes. */
    private static final Duration LONGEST_WITH_REPEATS = Duration.ofMinutes(2);

    private static final AlertOptions DEFAULTS = builder().build();

    private final Map<AlertRule, AlertThreshold> thresholds;
    private final List<AlertReceiver> receivers;
    private final Optional<URI> dashboard;
    private final Duration interval;
    private final Duration window;

    private AlertOptions(Builder builder) {
        Map<AlertRule, AlertThreshold> all = new EnumMap<>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            all.put(rule, builder.thresholds.getOrDefault(rule, AlertThreshold.of(rule)));
        }
        this.thresholds = Collections.unmodifiableMap(all);
        this.receivers = List.copyOf(builder.receivers);
        this.dashboard = Optional.ofNullable(builder.dashboard);
        this.interval = builder.interval;
        this.window = builder.window;
        Map<String, AlertReceiver> byName = new TreeMap<>();
        for (AlertReceiver receiver : receivers) {
            if (byName.put(receiver.name(), receiver) != null) {
                throw new InvalidInputException("alerts.receivers", "has two with the name '" + receiver.name() + "'");
            }
        }
        positive("alerts.interval", interval);
        if (interval.compareTo(LONGEST_WITH_REPEATS) > 0
                && !forgetfulReceivers().isEmpty()) {
            throw new InvalidInputException(
                    "alerts.interval",
                    "is " + DurationText.format(interval) + ", must be at most "
                            + DurationText.format(LONGEST_WITH_REPEATS)
                            + " with a receiver of Alertmanager, which ends alerts that are not sent again");
        }
        positive("alerts.window", window);
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new InvalidInputException(field, "is " + DurationText.format(value) + ", must be positive");
        }
    }

    /** Returns the defaults: all rules, no receivers. */
    public static AlertOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the threshold of each rule; default that of {@link AlertThreshold#of}, also for a rule that is not given. */
    public Map<AlertRule, AlertThreshold> thresholds() {
        return thresholds;
    }

    /** Returns where messages are sent; default nowhere. */
    public List<AlertReceiver> receivers() {
        return receivers;
    }

    /** Returns the receivers that forget a firing alert which is not sent again. */
    List<AlertReceiver> forgetfulReceivers() {
        return receivers.stream().filter(AlertReceiver::forgets).toList();
    }

    /** Returns the address of the dashboard, for links in messages; default absent. */
    public Optional<URI> dashboard() {
        return dashboard;
    }

    /** Returns how often the rules are evaluated; default 15 seconds. */
    public Duration interval() {
        return interval;
    }

    /** Returns over which time failures, completion times and lost leases are counted; default 10 minutes. */
    public Duration window() {
        return window;
    }

    AlertThreshold of(AlertRule rule) {
        return thresholds.getOrDefault(rule, AlertThreshold.of(rule));
    }

    /** Returns the receiver with this name. */
    Optional<AlertReceiver> receiver(String name) {
        return receivers.stream()
                .filter(receiver -> receiver.name().equals(name))
                .findFirst();
    }

    private List<Object> components() {
        return List.of(thresholds, receivers, dashboard, interval, window);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AlertOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "AlertOptions[thresholds=" + thresholds + ", receivers=" + receivers + ", dashboard=" + dashboard
                + ", interval=" + interval + ", window=" + window + "]";
    }

    /** Builds an {@link AlertOptions}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private Map<AlertRule, AlertThreshold> thresholds = Map.of();
        private List<AlertReceiver> receivers = List.of();
        private @Nullable URI dashboard;
        private Duration interval = Duration.ofSeconds(15);
        private Duration window = Duration.ofMinutes(10);

        private Builder() {}

        private Builder(AlertOptions from) {
            thresholds = from.thresholds;
            receivers = from.receivers;
            dashboard = from.dashboard.orElse(null);
            interval = from.interval;
            window = from.window;
        }

        public Builder thresholds(Map<AlertRule, AlertThreshold> value) {
            thresholds = Map.copyOf(value);
            return this;
        }

        public Builder receivers(List<AlertReceiver> value) {
            receivers = List.copyOf(value);
            return this;
        }

        public Builder dashboard(@Nullable URI value) {
            dashboard = value;
            return this;
        }

        public Builder interval(Duration value) {
            interval = value;
            return this;
        }

        public Builder window(Duration value) {
            window = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if two receivers have one name, or a duration is not positive
         */
        @CheckReturnValue
        public AlertOptions build() {
            return new AlertOptions(this);
        }
    }
}
