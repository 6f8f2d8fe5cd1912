package io.codefleet.launcher.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.launcher.config.ConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingVariablesTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String COLLECTOR = "http://127.0.0.1:4318";

    private static Map<String, String> with(String name, String value) {
        return name.equals(ENDPOINT) ? Map.of(name, value) : Map.of(ENDPOINT, COLLECTOR, name, value);
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4318, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://collector:4318/v1/traces, true",
        "OTEL_TRACES_EXPORTER, otlp, true",
        "OTEL_TRACES_EXPORTER, none, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, ' ', false",
        "OTEL_SERVICE_NAME, shop, false",
    })
    void spansAreSentOnceACollectorOrAnExporterIsNamed(String name, String value, boolean enabled) {
        assertThat(TracingVariables.of(Map.of(name, value)).enabled()).isEqualTo(enabled);
    }

    @ParameterizedTest
    @CsvSource({"OTEL_TRACES_EXPORTER, none", "OTEL_SDK_DISABLED, TRUE"})
    void spansAreNotSentWhenTheyAreSwitchedOff(String name, String value) {
        assertThat(TracingVariables.of(with(name, value)).enabled()).isFalse();
        assertThat(Tracing.start(ProcessKind.WORKER, with(name, value), warning -> {}))
                .isSameAs(Tracing.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, write one like http://localhost:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, ftp://collector, write one like http://localhost:4318",
        "OTEL_TRACES_EXPORTER, zipkin, write otlp or none",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, write http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json, write http/protobuf",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /nowhere/ca.pem, cannot be read; name a PEM file",
        "OTEL_SDK_DISABLED, maybe, neither true nor false",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT, some, neither true nor false",
        "OTEL_BSP_MAX_QUEUE_SIZE, many, otel.bsp.max.queue.size=many",
        "OTEL_BSP_MAX_QUEUE_SIZE, 0, maxQueueSize must be positive",
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon, otel.exporter.otlp.timeout=soon",
        "OTEL_EXPORTER_OTLP_COMPRESSION, lzw, gzip",
        "OTEL_TRACES_SAMPLER, now and then, otel.traces.sampler: now and then",
        "OTEL_PROPAGATORS, pigeon, otel.propagators: pigeon",
        "OTEL_RESOURCE_ATTRIBUTES, none, otel.resource.attributes",
    })
    void aVariableThatCannotBeUsedIsNamed(String name, String value, String reason) {
        assertThatThrownBy(() -> Tracing.start(ProcessKind.WORKER, with(name, value), warning -> {})
                        .close())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void anArgumentIsBlamedBeforeWhatItBelongsTo() {
        Map<String, String> environment =
                Map.of(ENDPOINT, COLLECTOR, "OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "7");
        assertThatThrownBy(() -> Tracing.start(ProcessKind.WORKER, environment, warning -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessage("OTEL_TRACES_SAMPLER_ARG: OpenTelemetry cannot use it: ratio must be in range [0.0, 1.0]");
    }

    @Test
    void theFaultOfHeadersDoesNotShowThem() {
        assertThatThrownBy(() -> Tracing.start(
                        ProcessKind.WORKER, with("OTEL_EXPORTER_OTLP_HEADERS", "top-secret"), warning -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "OTEL_EXPORTER_OTLP_HEADERS: OpenTelemetry cannot use it; write NAME=VALUE pairs with commas "
                                + "between")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_HEADERS, api-key=top-secret%0A",
        "OTEL_EXPORTER_OTLP_HEADERS, 'a=b,api-key=top-secret\u20ac'",
        "OTEL_EXPORTER_OTLP_HEADERS, api-key=top-secret%7F",
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS, api-key=top-secret%",
    })
    void aHeaderThatCannotBeSentIsRefusedWithoutItsValue(String name, String value) {
        assertThatThrownBy(() -> TracingVariables.of(with(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(name + ": a value has a character that no HTTP header can have")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void aHeaderWithTabsAndLettersOfLatin1CanBeSent() {
        String value = "a=,api-key=%C3%A9%09~ z==";
        assertThat(TracingVariables.of(with("OTEL_EXPORTER_OTLP_HEADERS", value))
                        .enabled())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4318?token=top-secret",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4318/#top-secret",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, https://collector/v1/traces?token=top-secret",
    })
    void anAddressWithAQueryOrAFragmentIsRefusedWithoutIt(String name, String value) {
        assertThatThrownBy(() -> TracingVariables.of(with(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(name + ": is not an address of a collector; ")
                .hasMessageEndingWith("without a query or a fragment; a key goes into OTEL_EXPORTER_OTLP_HEADERS")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void onlyTheProtocolThatIsUsedIsChecked() {
        String general = "OTEL_EXPORTER_OTLP_PROTOCOL";
        String ofTraces = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
        Map<String, String> used = Map.of(ENDPOINT, COLLECTOR, general, "grpc", ofTraces, "http/protobuf");
        assertThatCode(() ->
                        Tracing.start(ProcessKind.WORKER, used, warning -> {}).close())
                .doesNotThrowAnyException();
        Map<String, String> faulty = Map.of(ENDPOINT, COLLECTOR, general, "http/protobuf", ofTraces, "grpc");
        assertThatThrownBy(() -> TracingVariables.of(faulty))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(ofTraces + ": 'grpc' is not supported");
    }

    @Test
    void theDescriptionHasNoLogin() {
        assertThat(TracingVariables.of(Map.of(ENDPOINT, "https://user:pass@collector/otlp/"))
                        .describe())
                .isEqualTo("to https://collector/otlp/v1/traces, without prompts");
        assertThat(TracingVariables.of(with("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY"))
                        .describe())
                .endsWith(", with prompts and answers");
        assertThat(TracingVariables.of(Map.of()).describe()).isEqualTo("not sent");
    }
}
