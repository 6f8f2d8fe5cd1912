package io.codefleet.micrometer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.worker.AttemptEnd;
import io.codefleet.agent.worker.AttemptEnd.How;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of attempts. */
class WorkerMetricsTest {
    private final WorkerMetrics metrics = new WorkerMetrics(new Health());

    @AfterEach
    void close() {
        metrics.close();
    }

    private void end(String type, How how, ErrorKind error, String model, Usage usage) {
        AttemptStub attempt = new AttemptStub(Task.of("x").type(type));
        metrics.worker().started(attempt);
        metrics.worker()
                .ended(
                        attempt,
                        new AttemptEnd(
                                how, Optional.ofNullable(error), Optional.of(model), usage, Duration.ofSeconds(20)));
    }

    @Test
    void attemptsAreCountedByTypeAndEnd() {
        Usage usage = Usage.builder()
                .inputTokens(1500)
                .outputTokens(800)
                .reasoningTokens(10)
                .cacheReadTokens(20)
                .cacheWriteTokens(30)
                .cost(new BigDecimal("0.25"))
                .build();
        end("code", How.COMPLETED, null, "a/b", usage);
        end("code", How.COMPLETED, null, "a/b", usage);
        end("code", How.FAILED, ErrorKind.RATE_LIMITED, "a/b", Usage.NONE);
        end("review", How.HANDED_BACK, null, "a/b", Usage.NONE);
        end("review", How.LEASE_LOST, null, "a/b", Usage.NONE);

        assertThat(metrics.text().lines())
                .contains(
                        "codefleet_tasks_started_total{type=\"code\"} 3.0",
                        "codefleet_tasks_completed_total{type=\"code\"} 2.0",
                        "codefleet_tasks_failed_total{kind=\"rate_limited\",type=\"code\"} 1.0",
                        "codefleet_tasks_stopped_total{reason=\"handed_back\",type=\"review\"} 1.0",
                        "codefleet_leases_lost_total 1.0",
                        "codefleet_tokens_total{kind=\"input\",model=\"a/b\"} 3000.0",
                        "codefleet_tokens_total{kind=\"output\",model=\"a/b\"} 1600.0",
                        "codefleet_cost_usd_total{model=\"a/b\"} 0.5",
                        "codefleet_attempt_duration_seconds_bucket{outcome=\"completed\",type=\"code\",le=\"15.0\"} 0",
                        "codefleet_attempt_duration_seconds_bucket{outcome=\"completed\",type=\"code\",le=\"30.0\"} 2",
                        "codefleet_attempt_duration_seconds_sum{outcome=\"completed\",type=\"code\"} 40.0");
    }

    @Test
    void namesFromOutsideMakeABoundedNumberOfSeries() {
        for (int i = 0; i < 1000; i++) {
            end(
                    "type-" + i,
                    How.COMPLETED,
                    null,
                    "model/" + i,
                    Usage.builder().inputTokens(1).build());
        }

        assertThat(metrics.text().lines().filter(line -> line.startsWith("codefleet_tasks_started_total{")))
                .hasSize(101)
                .contains("codefleet_tasks_started_total{type=\"other\"} 900.0");
        assertThat(metrics.text().lines().filter(line -> line.startsWith("codefleet_cost_usd_total{")))
                .hasSize(101);
    }
}
