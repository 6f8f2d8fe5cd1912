package io.codefleet.control.alerts;

import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.time.DurationText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads {@link AlertOptions} from YAML.
 *
 * <pre>{@code
 * dashboard: https://fleet.example/
 * rules:
 *   queue-length: {threshold: 5000, duration: 5m}
 *   completion-time: {enabled: false}
 * receivers:
 *   - {name: ops, format: webhook, url: https://ops.example/hooks/codefleet, secret: whsec_…}
 * }</pre>
 */
public final class AlertYaml {
    private static final Set<String> TOP = Set.of("dashboard", "interval", "window", "rules", "receivers");
    private static final Set<String> RULE = Set.of("enabled", "threshold", "duration");
    private static final Set<String> RECEIVER = Set.of("name", "format", "url", "secret");

    private AlertYaml() {}

    /**
     * Reads the options; what is absent has its default.
     *
     * @throws InvalidInputException if the text is not YAML, or a value is malformed; it names the field
     */
    public static AlertOptions parse(String text) {
        return options(load(text));
    }

    /**
     * Reads the options from what a YAML document holds; what is absent has its default.
     *
     * @throws InvalidInputException if a value is malformed; it names the field
     */
    public static AlertOptions read(Map<String, ?> values) {
        return options(values);
    }

    private static AlertOptions options(@Nullable Object values) {
        Map<String, Object> top = object("alerts", values, TOP);
        AlertOptions defaults = AlertOptions.defaults();
        Map<AlertRule, AlertThreshold> thresholds = new TreeMap<>();
        for (Map.Entry<String, Object> each : part(top, "rules").entrySet()) {
            AlertRule rule = AlertRule.of(each.getKey()).orElseThrow(() -> unknownRule(each.getKey()));
            thresholds.put(rule, threshold(rule, each.getValue()));
        }
        return AlertOptions.builder()
                .thresholds(thresholds)
                .receivers(receivers(top.get("receivers")))
                .dashboard(text(top, "alerts", "dashboard")
                        .map(value -> uri("alerts.dashboard", value))
                        .orElse(null))
                .interval(duration(top, "alerts", "interval").orElse(defaults.interval()))
                .window(duration(top, "alerts", "window").orElse(defaults.window()))
                .build();
    }

    private static @Nullable Object load(String text) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException e) {
            throw new InvalidInputException("alerts", "is not valid YAML: " + e.getMessage());
        }
    }

    private static InvalidInputException unknownRule(String code) {
        return unknown(
                "alerts.rules",
                code,
                Arrays.stream(AlertRule.values()).map(AlertRule::code).toList());
    }

    private static InvalidInputException unknown(String field, String name, Collection<String> known) {
        String remedy = NearestName.of(name, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> "known here: " + known.stream().sorted().collect(Collectors.joining(", ")));
        return new InvalidInputException(field, "has an unknown key '" + name + "'; " + remedy);
    }

    private static AlertThreshold threshold(AlertRule rule, @Nullable Object value) {
        String field = "alerts.rules." + rule.code();
        Map<String, Object> json = object(field, value, RULE);
        return new AlertThreshold(
                value(json, field, "enabled", Boolean.class, "true or false").orElse(true),
                value(json, field, "threshold", Number.class, "a number")
                        .map(Number::doubleValue)
                        .orElse(rule.threshold()),
                duration(json, field, "duration").orElse(rule.duration()));
    }

    private static List<AlertReceiver> receivers(@Nullable Object value) {
        List<AlertReceiver> receivers = new ArrayList<>();
        if (value == null) {
            return receivers;
        }
        if (!(value instanceof List<?> list)) {
            throw new InvalidInputException(
                    "alerts.receivers", "must be a list: write each receiver with a dash before it");
        }
        for (Object each : list) {
            String field = "alerts.receivers[" + receivers.size() + "]";
            Map<String, Object> json = object(field, each, RECEIVER);
            receivers.add(new AlertReceiver(
                    required(json, field, "name"),
                    format(field + ".format", text(json, field, "format").orElse("webhook")),
                    uri(field + ".url", required(json, field, "url")),
                    text(json, field, "secret")));
        }
        return receivers;
    }

    private static AlertReceiver.MessageFormat format(String field, String value) {
        for (AlertReceiver.MessageFormat format : AlertReceiver.MessageFormat.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(value)) {
                return format;
            }
        }
        throw new InvalidInputException(field, "is '" + value + "', must be webhook, slack or alertmanager");
    }

    private static URI uri(String field, String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(field, "is not an address");
        }
    }

    private static Optional<Duration> duration(Map<String, Object> json, String field, String name) {
        return text(json, field, name).map(value -> {
            try {
                return DurationText.parse(value);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(field + "." + name, String.valueOf(e.getMessage()));
            }
        });
    }

    private static String required(Map<String, Object> json, String field, String name) {
        return text(json, field, name).orElseThrow(() -> new InvalidInputException(field + "." + name, "is missing"));
    }

    private static Optional<String> text(Map<String, Object> json, String field, String name) {
        return value(json, field, name, String.class, "a text");
    }

    private static <T> Optional<T> value(
            Map<String, Object> json, String field, String name, Class<T> type, String expected) {
        Object value = json.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new InvalidInputException(field + "." + name, "must be " + expected);
        }
        return Optional.of(type.cast(value));
    }

    private static Map<String, Object> part(Map<String, Object> json, String name) {
        return object("alerts." + name, json.get(name), Set.of());
    }

    /**
     * Reads an object with known field names.
     *
     * @param known the names that are allowed; empty: all are
     */
    private static Map<String, Object> object(String field, @Nullable Object value, Set<String> known) {
        Map<String, Object> json = new TreeMap<>();
        if (value == null) {
            return json;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new InvalidInputException(field, "must be an object");
        }
        map.forEach((name, each) -> {
            if (!known.isEmpty() && !known.contains(String.valueOf(name))) {
                throw unknown(field, String.valueOf(name), known);
            }
            if (each != null) {
                json.put(String.valueOf(name), each);
            } else if (known.isEmpty()) {
                json.put(String.valueOf(name), Map.of());
            }
        });
        return json;
    }
}
