package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.AttemptException;
import io.codefleet.LogLines;
import io.codefleet.Placement;
import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.WorkerOptions;
import io.codefleet.control.alerts.AlertOptions;
import io.codefleet.control.alerts.AlertReceiver;
import io.codefleet.control.alerts.AlertRule;
import io.codefleet.control.alerts.AlertThreshold;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The pages by which a fleet is run: lanes, schedules, alerts and logs. */
class DashboardOperationsIT extends DashboardFixture {
    private final AtomicInteger received = new AtomicInteger();

    @Override
    ControlOptions options() {
        try {
            HttpServer receiver = get(vertx.createHttpServer()
                    .requestHandler(request -> {
                        received.incrementAndGet();
                        request.response().end();
                    })
                    .listen(0, "127.0.0.1"));
            URI url = URI.create("http://127.0.0.1:" + receiver.actualPort() + "/hook");
            return ControlOptions.builder()
                    .alerts(AlertOptions.builder()
                            .interval(Duration.ofMillis(100))
                            .thresholds(Map.of(
                                    AlertRule.UNSERVED_LANE, new AlertThreshold(true, 0, Duration.ofMillis(100))))
                            .receivers(List.of(
                                    new AlertReceiver("ops", AlertReceiver.MessageFormat.SLACK, url, Optional.empty())))
                            .build())
                    .build();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anApprovalWaitsForAPersonAndLacksNoWorker() throws Exception {
        get(fleet.submitTask(
                Task.of("May I?").id("x/ask").type(Workflows.APPROVAL_TYPE).placement(Placement.worker("x/ask"))));
        Page page = open(Role.OBSERVER, "lanes");
        assertThat(page.locator("tbody tr").first()).containsText("waits for a person");
        assertThat(page.locator("tr.unserved")).hasCount(0);
        page.navigate(root + "#/overview");
        assertThat(page.locator("tbody")).containsText("waits for a person");
        assertThat(page.locator("tr.unserved")).hasCount(0);
    }

    @Test
    void whatFailedLatelyNeedsAPersonUntilItWasSeen() throws Exception {
        get(fleet.worker(WorkerOptions.create().id("w-bad"))
                .handle("bad", attempt -> Future.failedFuture(AttemptException.permanent("broken")))
                .start());
        get(fleet.submitTask(Task.of("x").id("broken").type("bad")).compose(handle -> handle.outcome()));
        Page page = open(Role.OPERATOR, "approvals");
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
        assertThat(page.locator("tbody")).containsText("broken");
        assertThat(Accessibility.faults(page)).isEmpty();
        page.getByText("Replay broken").click();
        assertThat(page.locator(".notice")).hasText("Submitted again as broken~1.");
        assertThat(page.locator("tbody")).containsText("broken~1");
        page.getByText("Mark as seen").click();
        assertThat(page.getByText("Failed in the last 24 hours")).hasCount(0);
        page.reload();
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
        assertThat(page.getByText("Failed in the last 24 hours")).hasCount(0);
    }

    @Test
    void theRulesOfAlertsAreShownInWords() throws Exception {
        Page page = open(Role.OBSERVER, "alerts");
        Locator rules = page.getByLabel("Rules");
        assertThat(rules).containsText("for more than 2 min");
        assertThat(rules).containsText("more than 10 %");
        assertThat(rules).containsText("at once");
    }

    @Test
    void aLaneThatNobodyServesIsFirstAndLinksToItsTasks() throws Exception {
        get(fleet.submitTask(Task.of("x").id("lost").type("review")));
        Page page = open(Role.OBSERVER, "lanes");
        Locator lane = page.locator("tbody tr").first();
        assertThat(lane).containsText("none serves it");
        lane.getByText("review").click();
        assertThat(page.locator(".rows").getByText("lost")).isVisible();
    }

    @Test
    void aScheduleIsPausedEditedAndRun() throws Exception {
        get(fleet.schedule(
                Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("Tidy up").header("tenant", "red"))
                        .named("nightly")));
        Page page = open(Role.OPERATOR, "schedules");
        button(page, "Pause nightly").click();
        assertThat(page.getByText("‖ paused")).isVisible();
        button(page, "Resume nightly").click();
        page.getByText("Edit").click();
        page.getByLabel("Times (cron)").fill("0 5 * * *");
        page.getByLabel("Prompt").fill("Tidy up well");
        button(page, "Save").click();
        assertThat(page.locator("tbody")).containsText("0 5 * * *");
        button(page, "Run now nightly").click();
        page.locator("[role=status] a").click();
        assertThat(page.locator("details pre").first()).hasText("Tidy up well");
        assertThat(get(fleet.task(page.locator("h1").textContent()))
                        .orElseThrow()
                        .task()
                        .headers())
                .containsEntry("tenant", "red");
    }

    @Test
    void anAlertIsAcknowledgedAndSilencedAndItsDeliveryIsShown() throws Exception {
        get(fleet.submitTask(Task.of("x").id("lost").type("review")));
        await().until(() -> received.get() > 0);
        Page page = open(Role.ADMIN, "alerts");
        Locator alert = page.locator("tbody tr").first();
        assertThat(alert).containsText("firing");
        alert.getByText("Acknowledge").click();
        assertThat(alert).containsText("acknowledged by ann");
        alert.getByText("Silence 1 h").click();
        assertThat(alert).containsText("silent until");
        alert.getByText("End silence").click();
        assertThat(alert.getByText("Silence 1 h")).isVisible();
        button(page, "Send a test to ops").click();
        assertThat(page.getByText("ops has accepted the test message.")).isVisible();
        assertThat(page.getByText("✓ accepted").first()).isVisible();
        assertThat(received.get()).isGreaterThan(1);
    }

    @Test
    void logLinesArriveByTheFilterInTheAddressAndAreHeldStill() throws Exception {
        Page page = open(Role.OPERATOR, "logs?worker=w1&level=WARN");
        assertThat(page.getByText("No line has come yet.")).isVisible();
        await().until(() -> get(fleet.sendLog(lines("w1", "WARN", "first"))));
        get(fleet.sendLog(lines("w2", "ERROR", "of another worker")));
        get(fleet.sendLog(lines("w1", "INFO", "too quiet")));
        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.LOG))
                .containsText("first");
        button(page, "Hold the lines").click();
        get(fleet.sendLog(lines("w1", "ERROR", "second")));
        get(fleet.sendLog(lines("w1", "ERROR", "third")));
        assertThat(page.getByText("2 lines wait")).isVisible();
        assertThat(page.getByText("second")).hasCount(0);
        button(page, "Hold the lines").click();
        assertThat(page.locator(".log .line")).hasCount(3);
    }

    private static LogLines lines(String worker, String level, String message) {
        String line =
                new JsonObject().put("level", level).put("message", message).encode();
        return new LogLines(worker, List.of(line), 0);
    }
}
