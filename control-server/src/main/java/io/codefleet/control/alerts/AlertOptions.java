package io.codefleet.control.alerts;

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

/**
 * The rules and receivers of alerts. Every control plane of a fleet should have the same.
 *
 * @param thresholds what differs from the defaults of the rules
 * @param receivers where messages are sent; default nowhere
 * @param dashboard the address of the dashboard, for links in messages; default absent
 * @param interval how often the rules are evaluated; default 15 seconds
 * @param window over which time failures, completion times and lost leases are counted; default 10 minutes
 */
@CheckReturnValue
public record AlertOptions(
        Map<AlertRule, AlertThreshold> thresholds,
        List<AlertReceiver> receivers,
        Optional<URI> dashboard,
        Duration interval,
        Duration window) {
    private static final AlertOptions DEFAULTS =
            new AlertOptions(Map.of(), List.of(), Optional.empty(), Duration.ofSeconds(15), Duration.ofMinutes(10));

    /** @throws InvalidInputException if two receivers have one name, or a duration is not positive */
    public AlertOptions {
        Map<AlertRule, AlertThreshold> all = new EnumMap<>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            all.put(rule, thresholds.getOrDefault(rule, AlertThreshold.of(rule)));
        }
        thresholds = Collections.unmodifiableMap(all);
        receivers = List.copyOf(receivers);
        Map<String, AlertReceiver> byName = new TreeMap<>();
        for (AlertReceiver receiver : receivers) {
            if (byName.put(receiver.name(), receiver) != null) {
                throw new InvalidInputException("alerts.receivers", "has two with the name '" + receiver.name() + "'");
            }
        }
        positive("alerts.interval", interval);
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

    /** Returns a copy with another threshold for a rule. */
    public AlertOptions threshold(AlertRule rule, AlertThreshold value) {
        Map<AlertRule, AlertThreshold> changed = new EnumMap<>(thresholds);
        changed.put(rule, value);
        return new AlertOptions(changed, receivers, dashboard, interval, window);
    }

    /** Returns a copy with these receivers. */
    public AlertOptions receivers(List<AlertReceiver> value) {
        return new AlertOptions(thresholds, value, dashboard, interval, window);
    }

    /** Returns a copy whose messages link to this dashboard. */
    public AlertOptions dashboard(URI value) {
        return new AlertOptions(thresholds, receivers, Optional.of(value), interval, window);
    }

    /** Returns a copy that evaluates the rules as often as this. */
    public AlertOptions interval(Duration value) {
        return new AlertOptions(thresholds, receivers, dashboard, value, window);
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
}
