package io.codefleet.micrometer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the metrics lists each metric with its type. */
class MetricsReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(codefleet_\\w+)` \\| (\\w+)");
    private static final Pattern METRIC = Pattern.compile("(?m)^# TYPE (codefleet_\\w+) (\\w+)$");

    @Test
    void everyMetricOfAWorkerIsListedWithItsType() throws IOException {
        try (WorkerMetrics metrics = new WorkerMetrics(new Health())) {
            Usage usage = Usage.builder()
                    .inputTokens(1)
                    .outputTokens(1)
                    .reasoningTokens(1)
                    .cacheReadTokens(1)
                    .cacheWriteTokens(1)
                    .cost(BigDecimal.ONE)
                    .build();
            Stream.of(How.values()).forEach(how -> {
                AttemptStub attempt = new AttemptStub(Task.of("x"));
                metrics.worker().started(attempt);
                metrics.worker()
                        .ended(
                                attempt,
                                new AttemptEnd(
                                        how,
                                        Optional.of(ErrorKind.TRANSIENT),
                                        Optional.of("a/b"),
                                        usage,
                                        Duration.ofSeconds(1)));
            });
            assertThat(METRIC.matcher(metrics.text()).results().map(metric -> metric.group(1) + " " + metric.group(2)))
                    .containsExactlyInAnyOrderElementsOf(ROW.matcher(Files.readString(PAGE))
                            .results()
                            .map(row -> row.group(1) + " " + row.group(2))
                            .filter(row -> !row.startsWith("codefleet_fleet_"))
                            .toList());
        }
    }
}
