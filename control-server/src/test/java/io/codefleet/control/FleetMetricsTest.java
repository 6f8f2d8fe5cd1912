package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FleetMetricsTest {
    private static final Path REFERENCE = Path.of("../docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(codefleet_fleet_\\w+)` \\| (\\w+)");
    private static final Pattern METRIC = Pattern.compile("(?m)^# TYPE (codefleet_fleet_\\w+) (\\w+)$");

    @Test
    void everyMetricIsListedInTheReferenceWithItsTypeAndHasItsUnitLast() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String key = fixture.key(Role.OBSERVER);
            TaskResult result = TaskResult.text("4")
                    .usage(Usage.builder().cost(new BigDecimal("0.5")).build());
            get(fixture.fleet
                    .worker(WorkerOptions.create().id("w1"))
                    .handle("report", attempt -> Future.succeededFuture(result))
                    .start());
            get(fixture.fleet.submitTask(
                    Task.of("x").type("report").project("git/one").models("a/b").allowance(Allowance.of("team"))));
            String reference = Files.readString(REFERENCE);
            await().untilAsserted(() -> {
                String body = fixture.send("GET", "/metrics", "", key).body();
                assertThat(body)
                        .contains("codefleet_fleet_task_mean_cost_usd 0.5")
                        .contains("codefleet_fleet_allowance_today_cost_usd{allowance=\"team\"} 0.5")
                        .contains("codefleet_fleet_allowance_total_cost_usd{allowance=\"team\"} 0.5")
                        .contains("codefleet_fleet_allowance_attempt_mean_cost_usd{allowance=\"team\"} 0.5");
                assertThat(rows(METRIC, body)).containsExactlyInAnyOrderElementsOf(rows(ROW, reference));
            });
        }
    }

    private static List<String> rows(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }

    @Test
    void prometheusReadsTheFleetWithABoundedNumberOfLabels() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String key = fixture.key(Role.OBSERVER);
            get(fixture.fleet
                    .worker(WorkerOptions.create().id("w1"))
                    .handle("report", attempt -> Future.succeededFuture(TaskResult.text("4")))
                    .start());
            get(fixture.fleet.submitTask(Task.of("x").type("report")));
            for (int i = 0; i < 60; i++) {
                get(fixture.fleet.submitTask(Task.of("x").type("type-" + i)));
            }
            await().untilAsserted(() -> {
                HttpResponse<String> response = fixture.send("GET", "/metrics", "", key);
                assertThat(response.headers().firstValue("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
                assertThat(response.body())
                        .contains("codefleet_fleet_tasks_queued 60.0")
                        .contains("codefleet_fleet_tasks_completed_total 1.0")
                        .contains("codefleet_fleet_workers{state=\"ONLINE\"} 1.0")
                        .contains("codefleet_fleet_kept_tasks_by_status{status=\"QUEUED\"} 60.0")
                        .contains("codefleet_fleet_kept_tasks_by_type{type=\"other\"} 11.0")
                        .contains("codefleet_fleet_failure_ratio 0.0")
                        .contains("codefleet_broker_connected 1.0")
                        .contains("jvm_memory_used_bytes");
                assertThat(response.body()
                                .lines()
                                .filter(line -> line.startsWith("codefleet_fleet_kept_tasks_by_type{")))
                        .hasSize(51);
            });
        }
    }

    @Test
    void theShareOfSlotsInUseIsShown() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String key = fixture.key(Role.OBSERVER);
            Promise<TaskResult> end = Promise.promise();
            assertThat(fixture.send("GET", "/metrics", "", key).body())
                    .contains("codefleet_fleet_utilization_ratio 0.0");
            get(fixture.fleet
                    .worker(WorkerOptions.create().id("w1").concurrency(4))
                    .handle("report", attempt -> end.future())
                    .start());
            get(fixture.fleet.submitTask(Task.of("x").id("t").type("report")));
            await().untilAsserted(() -> assertThat(
                            fixture.send("GET", "/metrics", "", key).body())
                    .contains("codefleet_fleet_utilization_ratio 0.25"));
            end.complete(TaskResult.text("4"));
            get(fixture.fleet.handle("t").outcome());
        }
    }

    @Test
    void itShowsWhatAlertsLookAt() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            String key = fixture.key(Role.OBSERVER);
            get(fixture.fleet
                    .worker(WorkerOptions.create().id("w1"))
                    .handle(
                            "report",
                            attempt -> Future.succeededFuture(TaskResult.text("4")
                                    .usage(Usage.builder()
                                            .cost(new BigDecimal("0.50"))
                                            .build())))
                    .start());
            Budget two = Budget.cost("2.00");
            get(fixture.fleet.submitTask(Task.of("x")
                    .type("report")
                    .project("git/one")
                    .allowance(Allowance.of("team").total(two))));
            get(fixture.fleet.submitTask(
                    Task.of("May I?").type(Workflows.APPROVAL_TYPE).placement(Placement.worker("run/ask"))));
            await().untilAsserted(() -> assertThat(
                            fixture.send("GET", "/metrics", "", key).body())
                    .contains("codefleet_fleet_allowance_used_ratio{allowance=\"team\"} 0.25")
                    .contains("codefleet_fleet_project_cost_usd{project=\"git/one\"} 0.5")
                    .contains("codefleet_fleet_stalled_seconds 0")
                    .containsPattern("codefleet_fleet_worker_unseen_seconds\\{worker=\"w1\"} \\d")
                    .containsPattern("codefleet_fleet_approval_waited_ratio [1-9.E-]+"));
        }
    }
}
