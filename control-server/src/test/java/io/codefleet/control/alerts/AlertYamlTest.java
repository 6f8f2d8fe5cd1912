package io.codefleet.control.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertYamlTest {
    @Test
    void whatTheFileSaysReplacesTheDefaults() {
        AlertOptions options = AlertYaml.parse("""
                dashboard: https://fleet.example/
                interval: 30s
                rules:
                  queue-length: {threshold: 5000, duration: 5m}
                  completion-time: {enabled: false}
                receivers:
                  - {name: ops, url: "https://ops.example/x", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}
                  - {name: chat, format: slack, url: "https://chat.example/x"}
                """);
        assertThat(options.of(AlertRule.QUEUE_LENGTH)).isEqualTo(new AlertThreshold(true, 5000, Duration.ofMinutes(5)));
        assertThat(options.of(AlertRule.COMPLETION_TIME).enabled()).isFalse();
        assertThat(options.of(AlertRule.WORKER_OFFLINE).threshold()).isEqualTo(120);
        assertThat(options.dashboard()).hasValue(URI.create("https://fleet.example/"));
        assertThat(options.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.receivers()).extracting(AlertReceiver::name).containsExactly("ops", "chat");
        assertThat(options.receivers().toString()).doesNotContain("whsec_");
    }

    @Test
    void anEmptyFileHasTheDefaults() {
        assertThat(AlertYaml.parse("")).isEqualTo(AlertOptions.defaults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rules: {queue: {threshold: 1}}              | alerts.rules
                    rules: {queue-length: {threshold: many}}    | alerts.rules.queue-length.threshold
                    rules: {queue-length: {treshold: 1}}        | alerts.rules.queue-length
                    rules: {queue-length: {threshold: -1}}      | alerts.threshold
                    receivers: {}                               | alerts.receivers
                    receivers: [{name: x}]                      | alerts.receivers[0].url
                    receivers: [{name: x, url: "ftp://x/"}]     | alerts.receiver.url
                    receivers: [{name: x, url: "http://x/", format: mail}] | alerts.receivers[0].format
                    receivers: [{name: x, url: "http://x/", secret: abc}]  | alerts.receiver.secret
                    interval: soon                              | alerts.interval
                    "[1"                                        | alerts
                    nothing: 1                                  | alerts
                    """)
    void aWrongValueNamesItsField(String yaml, String field) {
        assertThatThrownBy(() -> AlertYaml.parse(yaml))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        wrong -> assertThat(wrong.field()).isEqualTo(field));
    }
}
