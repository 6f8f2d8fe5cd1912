package io.codefleet.launcher.tracing;

import io.codefleet.launcher.config.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The variables of OpenTelemetry in the environment of a process. Spans are sent if one of them names a collector or an exporter.
 * Knows nothing of OpenTelemetry's classes, which take longer to load than a short command.
 */
public final class TracingVariables {
    private static final String PREFIX = "OTEL_";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String DISABLED = "OTEL_SDK_DISABLED";
    private static final String CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
    private static final String GENERAL = "OTEL_EXPORTER_OTLP_";
    private static final String OF_TRACES = "OTEL_EXPORTER_OTLP_TRACES_";
    private static final String PROTOCOL = "http/protobuf";
    private static final Pattern FILE =
            Pattern.compile("OTEL_EXPORTER_OTLP_(TRACES_)?(CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY)");
    private static final String DEFAULT_ENDPOINT = "http://localhost:4318";
    /** What the variable for content may say; the longer words are those of other languages' libraries. */
    private static final Set<String> WITH_CONTENT = Set.of("true", "span_only", "span_and_event");

    private static final Set<String> WITHOUT_CONTENT = Set.of("false", "no_content", "event_only");
    /** How the caller of a command names the span that is around it. */
    private static final Set<String> CONTEXT = Set.of("TRACEPARENT", "TRACESTATE", "BAGGAGE");

    private final NavigableMap<String, String> values;
    private final Map<String, String> context;

    private TracingVariables(NavigableMap<String, String> values, Map<String, String> context) {
        this.values = values;
        this.context = context;
    }

    /**
     * Reads the variables. An empty one counts as one that is not set.
     *
     * @throws ConfigException if one of them asks for what this process cannot do
     */
    public static TracingVariables of(Map<String, String> environment) {
        NavigableMap<String, String> values = new TreeMap<>();
        Map<String, String> context = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                values.put(name, value.strip());
            } else if (CONTEXT.contains(name)) {
                context.put(lower(name), value);
            }
        });
        TracingVariables variables = new TracingVariables(values, context);
        if (variables.enabled()) {
            variables.check();
        }
        return variables;
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns whether spans are wanted. */
    public boolean enabled() {
        boolean disabled = value(DISABLED).filter("true"::equalsIgnoreCase).isPresent();
        boolean named = value(ENDPOINT).or(() -> value(TRACES_ENDPOINT)).isPresent();
        return !disabled
                && value(EXPORTER).map(exporter -> !exporter.equals("none")).orElse(named);
    }

    /** Returns whether spans have prompts and answers. */
    boolean withContent() {
        return value(CONTENT).filter(text -> WITH_CONTENT.contains(lower(text))).isPresent();
    }

    /** Returns where spans are sent, without a login, for people. */
    String target() {
        String target = value(TRACES_ENDPOINT)
                .orElseGet(() -> plain(value(ENDPOINT).orElse(DEFAULT_ENDPOINT)).replaceAll("/+$", "") + "/v1/traces");
        return plain(target);
    }

    /** Returns an address without what may be a secret in it. */
    private static String plain(String address) {
        return address.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
    }

    /** Returns what is sent where, in a line for people. */
    public String describe() {
        return enabled()
                ? "to " + target() + (withContent() ? ", with prompts and answers" : ", without prompts")
                : "not sent";
    }

    /** Returns the variables in the form of OpenTelemetry's properties. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        values.forEach((name, value) -> properties.put(property(name), value));
        return properties;
    }

    /** Returns the name of the property that a variable sets. */
    static String property(String variable) {
        return lower(variable).replace('_', '.');
    }

    /** Returns the names of the variables that are set, of two with a common beginning the longer one first. */
    List<String> names() {
        return values.descendingKeySet().stream().toList();
    }

    /** Returns the context of the trace around this process, in the form of headers; empty if there is none. */
    Map<String, String> context() {
        return context;
    }

    /** Returns the variable that OpenTelemetry reads for spans: the one for traces alone, if it is set. */
    private String effective(String what) {
        return values.containsKey(OF_TRACES + what) ? OF_TRACES + what : GENERAL + what;
    }

    private void check() {
        value(EXPORTER).filter(exporter -> !exporter.equals("otlp")).ifPresent(exporter -> {
            throw fault(EXPORTER, "there is no exporter '" + exporter + "' here; write otlp or none");
        });
        String named = effective("PROTOCOL");
        value(named).filter(protocol -> !protocol.equals(PROTOCOL)).ifPresent(protocol -> {
            throw fault(
                    named,
                    "'" + protocol + "' is not supported; write " + PROTOCOL
                            + " and name the collector's port for it, 4318 by default");
        });
        String headers = effective("HEADERS");
        value(headers).ifPresent(pairs -> OtlpHeaders.check(headers, pairs));
        Stream.of(ENDPOINT, TRACES_ENDPOINT).forEach(this::checkEndpoint);
        values.forEach((name, value) -> {
            if (FILE.matcher(name).matches() && !Files.isReadable(Path.of(value))) {
                throw fault(name, "the file '" + value + "' cannot be read; name a PEM file");
            }
        });
        value(DISABLED).filter(text -> !"false".equalsIgnoreCase(text)).ifPresent(text -> {
            throw fault(DISABLED, "'" + text + "' is neither true nor false");
        });
        value(CONTENT)
                .map(TracingVariables::lower)
                .filter(text -> !WITH_CONTENT.contains(text) && !WITHOUT_CONTENT.contains(text))
                .ifPresent(text -> {
                    throw fault(CONTENT, "'" + text + "' is neither true nor false");
                });
    }

    /** Checks an address. Its fault does not repeat it, as an address may hold a password or a key. */
    private void checkEndpoint(String name) {
        value(name).filter(text -> !isAddress(text)).ifPresent(text -> {
            throw fault(
                    name,
                    "is not an address of a collector; write one like " + DEFAULT_ENDPOINT
                            + ", without a query or a fragment; a key goes into OTEL_EXPORTER_OTLP_HEADERS");
        });
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && Set.of("http", "https").contains(lower(String.valueOf(uri.getScheme())));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static ConfigException fault(String variable, String fault) {
        return ConfigException.of(variable, fault);
    }
}
