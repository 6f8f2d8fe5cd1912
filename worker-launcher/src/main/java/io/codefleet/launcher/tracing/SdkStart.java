package io.codefleet.launcher.tracing;

import io.codefleet.launcher.config.ConfigException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** Start of the SDK of OpenTelemetry, which reads its own variables. A variable that it refuses is found and named. */
final class SdkStart {
    /** Held, as its level is lost with it. It prints the stack of each export that fails; {@link WatchedExporter} says it once. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.opentelemetry");

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final String UNNAMED = "unknown_service";
    private static final String REFUSED = "OpenTelemetry cannot use it";
    private static final String NO_RETRY = "otel.java.exporter.otlp.retry.disabled";

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** A collector that is absent, or has a certificate that does not count, does not change within the time of a command. */
    private static final RetryPolicy ONE_RETRY = RetryPolicy.builder()
            .setMaxAttempts(2)
            .setInitialBackoff(PAUSE)
            .setMaxBackoff(PAUSE)
            .setRetryExceptionPredicate(
                    failure -> !(failure instanceof ConnectException) && !(failure instanceof SSLException))
            .build();

    /** Metrics and logs leave the process by other ways. */
    private static final Map<String, String> FIXED = Map.of(
            "otel.sdk.disabled", "false",
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private final ProcessKind process;
    private final TracingVariables variables;

    private SdkStart(ProcessKind process, TracingVariables variables) {
        this.process = process;
        this.variables = variables;
    }

    /**
     * Starts the SDK.
     *
     * @throws ConfigException if a variable cannot be used
     */
    static OpenTelemetrySdk start(ProcessKind process, TracingVariables variables, Consumer<String> warnings) {
        LIBRARY_LOG.setLevel(Level.OFF);
        SdkStart start = new SdkStart(process, variables);
        try {
            return start.with(variables.properties(), warnings);
        } catch (ConfigurationException e) {
            throw start.named(e);
        }
    }

    private OpenTelemetrySdk with(Map<String, String> properties, Consumer<String> warnings) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(FIXED);
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(this::defaults)
                .addPropertiesCustomizer(config -> all)
                .addResourceCustomizer((resource, config) -> named(resource))
                .addSpanExporterCustomizer((exporter, config) ->
                        new WatchedExporter(retrying(exporter, config), variables.target(), warnings))
                // the process flushes itself, when all else has ended
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    private Map<String, String> defaults() {
        return Map.of("otel.exporter.otlp.protocol", "http/protobuf");
    }

    /** Returns an exporter that fails, and says why, before the end of a command stops waiting for it. */
    private SpanExporter retrying(SpanExporter exporter, ConfigProperties config) {
        if (process != ProcessKind.COMMAND
                || config.getBoolean(NO_RETRY, false)
                || !(exporter instanceof OtlpHttpSpanExporter patient)) {
            return exporter;
        }
        SpanExporter quick = patient.toBuilder().setRetryPolicy(ONE_RETRY).build();
        patient.shutdown();
        return quick;
    }

    private Resource named(Resource resource) {
        String name = resource.getAttribute(SERVICE);
        return name == null || name.startsWith(UNNAMED)
                ? resource.toBuilder().put(SERVICE, process.service()).build()
                : resource;
    }

    /** Returns the error with the variable that has the fault. Most messages of the SDK name no variable. */
    private ConfigException named(ConfigurationException fault) {
        List<String> set = variables.names();
        String names = set.stream().filter(this::isAtFault).findFirst().orElseGet(() -> String.join(" and ", set));
        if (names.contains("HEADERS")) {
            return ConfigException.of(names, REFUSED + "; write NAME=VALUE pairs with commas between");
        }
        if ((set.contains(names) && names.endsWith("_ENDPOINT")) || hasAddress(reason(fault))) {
            return ConfigException.of(names, REFUSED + "; write addresses like http://localhost:4318");
        }
        return ConfigException.of(names, REFUSED + ": " + reason(fault), fault);
    }

    /** Returns whether a message repeats an address, which may hold a password. */
    private boolean hasAddress(String message) {
        return variables.properties().entrySet().stream()
                .anyMatch(property -> property.getKey().endsWith(".endpoint") && message.contains(property.getValue()));
    }

    /** Returns whether the SDK starts without a variable. A value that says nothing hides it, as the SDK reads it by itself. */
    private boolean isAtFault(String variable) {
        Map<String, String> others = new HashMap<>(variables.properties());
        others.put(TracingVariables.property(variable), neutral(variable));
        try {
            with(others, warning -> {}).close();
            return true;
        } catch (ConfigurationException e) {
            return false;
        }
    }

    private static String neutral(String variable) {
        if (variable.equals("OTEL_TRACES_SAMPLER")) {
            return "parentbased_always_on";
        }
        return variable.endsWith("_COMPRESSION") ? "none" : "";
    }

    /** Returns the message of the error, or of its cause if the SDK did not expect it. */
    private static String reason(ConfigurationException fault) {
        return Optional.ofNullable(fault.getCause())
                .map(Throwable::getMessage)
                .filter(message -> String.valueOf(fault.getMessage()).startsWith("Unexpected"))
                .orElse(String.valueOf(fault.getMessage()));
    }
}
