package io.codefleet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationCommandsTest {
    @Test
    void aProgramDoesNotSeeTheBrokerAndTheCollector() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "CODEFLEET_BROKER", "redis://:pw@host",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=top-secret",
                "otel_exporter_otlp_headers", "api-key=top-secret",
                "OTELLO", "stays"));
        VerificationCommands.prepare(variables);
        assertThat(variables).containsOnly(Map.entry("OTELLO", "stays"), Map.entry("GIT_TERMINAL_PROMPT", "0"));
    }
}
