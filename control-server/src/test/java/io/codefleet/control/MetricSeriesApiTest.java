package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricSeriesApiTest {
    private static final List<String> METRICS =
            List.of("throughput", "latency_p50", "latency_p95", "failure_rate", "utilization", "cost", "queued");

    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OBSERVER);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private JsonObject series(String query, int status) throws Exception {
        HttpResponse<String> response = fixture.send("GET", "/api/v1/metrics/series?" + query, "", key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new JsonObject(response.body());
    }

    private Object last(String metric) throws Exception {
        JsonArray points = series("metric=" + metric + "&step=PT24H", 200).getJsonArray("points");
        return points.getJsonObject(points.size() - 1).getValue("value");
    }

    @Test
    void tasksThatEndAndWaitAreInTheSeries() throws Exception {
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w1"))
                .handle("works", attempt -> Future.succeededFuture(TaskResult.text("4")))
                .handle("breaks", attempt -> Future.failedFuture("broken"))
                .start());
        for (int i = 0; i < 3; i++) {
            get(fixture.fleet.submitTask(Task.of("x").type("works")));
        }
        get(fixture.fleet.submitTask(Task.of("x").type("breaks").retry(RetryPolicy.NONE)));
        get(fixture.fleet.submitTask(Task.of("x").type("waits")));
        await().until(() -> Double.valueOf(0.25).equals(last("failure_rate")));
        assertThat((Double) last("throughput")).isPositive();
        assertThat(last("queued")).isEqualTo(1.0);
        assertThat(last("cost")).isEqualTo(0.0);
        assertThat((Double) last("latency_p95")).isGreaterThanOrEqualTo((Double) last("latency_p50"));
        assertThat((Double) last("utilization")).isBetween(0.0, 1.0);
    }

    @Test
    void aSeriesHasThePointsOfItsTime() throws Exception {
        for (String metric : METRICS) {
            JsonObject series =
                    series("metric=" + metric + "&from=2026-01-31T12:00:30Z&to=2026-01-31T12:10:00Z&step=PT1M", 200);
            assertThat(series.getString("metric")).isEqualTo(metric);
            assertThat(series.getString("step")).isEqualTo("PT1M");
            assertThat(series.getString("unit")).isNotEmpty();
            JsonArray points = series.getJsonArray("points");
            assertThat(points).hasSize(10);
            assertThat(points.getJsonObject(0).getString("at")).isEqualTo("2026-01-31T12:00:00Z");
            assertThat(points.getJsonObject(0).getValue("value"))
                    .as("nothing is kept of so long ago")
                    .isNull();
        }
        long now = Instant.now().toEpochMilli();
        assertThat(series("metric=queued&from=" + (now - 600_000) + "&to=" + now, 200)
                        .getJsonArray("points"))
                .hasSizeBetween(40, 121);
        assertThat(series("metric=queued", 200).getJsonArray("points")).hasSizeBetween(60, 121);
    }

    @Test
    void aWrongTimeOrStepNamesItsParameter() throws Exception {
        for (List<String> each : List.of(
                List.of("metric=none", "metric"),
                List.of("from=2026-01-31", "metric"),
                List.of("metric=cost&from=yesterday", "from"),
                List.of("metric=cost&to=-1", "to"),
                List.of("metric=cost&to=99999999999999999999", "to"),
                List.of("metric=cost&from=%2B99999-01-01T00:00:00Z", "from"),
                List.of("metric=cost&from=2026-01-31T12:00:00Z&to=2026-01-31T12:00:00Z", "from"),
                List.of("metric=cost&step=1m", "step"),
                List.of("metric=cost&step=PT0S", "step"),
                List.of("metric=cost&step=-PT1M", "step"),
                List.of("metric=cost&step=PT9223372036854775807S", "step"),
                List.of("metric=cost&from=0&step=PT1M", "step"))) {
            JsonObject fault = series(each.get(0), 400).getJsonArray("errors").getJsonObject(0);
            assertThat(fault.getString("parameter")).as("%s: %s", each, fault).isEqualTo(each.get(1));
        }
    }
}
