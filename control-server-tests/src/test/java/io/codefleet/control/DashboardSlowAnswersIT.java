package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.control.auth.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Answers that come late, not at all, or as a refusal. */
class DashboardSlowAnswersIT extends DashboardFixture {
    /** Keeps the requests that fit until the test lets them go. */
    private static List<Route> held(Page page, String address, Predicate<Route> fits) {
        List<Route> held = new ArrayList<>();
        page.route(address, route -> {
            if (fits.test(route)) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        return held;
    }

    private static Predicate<Route> method(String name) {
        return route -> route.request().method().equals(name);
    }

    private static void refuse(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(503)
                .setContentType("application/problem+json")
                .setBody("{\"status\": 503, \"title\": \"The broker is away.\"}"));
    }

    private TaskStatus status(String id) throws Exception {
        return get(fleet.task(id)).orElseThrow().status();
    }

    private void submit(String... ids) throws Exception {
        for (String id : ids) {
            get(fleet.submitTask(Task.of("x").id(id).type("of-" + id)));
        }
    }

    @Test
    void aQuestionAboutATaskEndsWithThePageOfTheTask() throws Exception {
        submit("one", "two");
        Page page = open(Role.OPERATOR, "task?id=one");
        button(page, "Cancel").click();
        assertThat(page.locator("dialog[open]")).containsText("Cancel one?");
        page.evaluate("location.hash = '#/task?id=two'");
        assertThat(page.locator("h1")).hasText("two");
        assertThat(page.locator("dialog[open]")).hasCount(0);
        button(page, "Cancel").click();
        button(page, "Cancel the task").click();
        assertThat(page.getByText("⊘ cancelled").first()).isVisible();
        assertThat(List.of(status("one"), status("two"))).containsExactly(TaskStatus.QUEUED, TaskStatus.CANCELLED);
    }

    @Test
    void theFaultOfAnActionStaysUntilAPersonDismissesIt() throws Exception {
        submit("one");
        Page page = open(Role.OPERATOR, "task?id=one");
        page.route("**/tasks/one", route -> {
            if (route.request().method().equals("DELETE")) {
                refuse(route);
            } else {
                route.resume();
            }
        });
        button(page, "Cancel").click();
        button(page, "Cancel the task").click();
        Locator fault = page.getByRole(AriaRole.ALERT);
        assertThat(fault).containsText("The broker is away.");
        for (int reads = 0; reads < 3; reads++) {
            page.waitForResponse(
                    response -> response.url().endsWith("/tasks/one"),
                    () -> page.evaluate("window.dispatchEvent(new CustomEvent('fleet-changed'))"));
        }
        assertThat(fault).containsText("The broker is away.");
        button(page, "Dismiss").click();
        assertThat(fault).hasCount(0);
    }

    @Test
    void aBusyFleetIsShownOverASlowLink() throws Exception {
        Page page = open(Role.OBSERVER, "overview");
        page.evaluate("""
                () => {
                  const real = window.fetch;
                  window.fetch = async (...call) => {
                    await new Promise(resume => setTimeout(resume, 1500));
                    return real(...call);
                  };
                  setInterval(() => window.dispatchEvent(new CustomEvent('fleet-changed')), 100);
                }
                """);
        page.evaluate("location.hash = '#/workers'");
        assertThat(page.locator(".rows")).containsText("worker-a");
        submit("one");
        page.evaluate("location.hash = '#/lanes'");
        assertThat(page.locator("tbody")).containsText("of-one");
        submit("two");
        assertThat(page.locator("tbody")).containsText("of-two");
    }

    @Test
    void aBulkActionThatRunsIsNotLeft() throws Exception {
        submit("one", "two");
        Page page = open(Role.OPERATOR, "tasks?type=of-one");
        List<Route> held =
                held(page, "**/tasks/bulk", route -> !route.request().postData().contains("dryRun"));
        button(page, "Cancel all that match").click();
        // The order is about what was counted, also if the list behind it is another by now.
        page.evaluate("location.hash = '#/tasks?type=of-two'");
        assertThat(page.locator(".rows")).containsText("two");
        button(page, "cancel 1").click();
        assertThat(button(page, "Leave them")).isDisabled();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog[open]")).containsText("cancel: 1 task.");
        assertThat(held).hasSize(1);
        held.get(0).resume();
        assertThat(page.getByText("1 of 1 tasks: cancel is done.")).isVisible();
        assertThat(List.of(status("one"), status("two"))).containsExactly(TaskStatus.CANCELLED, TaskStatus.QUEUED);
    }

    @Test
    void aSecondClickIsNoSecondKey() throws Exception {
        Page page = open(Role.ADMIN, "keys");
        List<Route> held = held(page, "**/api/v1/keys", method("POST"));
        page.getByLabel("Owner").fill("build-7");
        button(page, "Create key").click();
        button(page, "Create key").click();
        page.waitForCondition(() -> !held.isEmpty());
        // Both clicks have been handled once the page answers.
        page.evaluate("new Promise(handled => setTimeout(handled))");
        assertThat(held).hasSize(1);
        held.get(0).resume();
        assertThat(page.getByText("The new key, shown this once")).isVisible();
        assertThat(page.getByLabel("Owner")).hasValue("");
        assertThat(get(control.keys().list())).hasSize(2);
    }

    @Test
    void aTaskWhoseAnswerWasLostIsSubmittedOnce() throws Exception {
        Page page = open(Role.SUBMITTER, "submit");
        boolean[] lost = new boolean[1];
        page.route("**/api/v1/tasks", route -> {
            if (lost[0]) {
                route.resume();
            } else {
                lost[0] = true;
                route.fetch();
                route.abort();
            }
        });
        page.getByLabel("Prompt").fill("Rename Foo");
        page.getByLabel("Type").fill("review");
        button(page, "Submit").click();
        assertThat(page.getByText("The control plane cannot be reached.")).isVisible();
        assertThat(get(fleet.stats()).queued()).isEqualTo(1);
        button(page, "Submit").click();
        assertThat(page.getByText("waits for", new Page.GetByTextOptions().setExact(false))
                        .first())
                .isVisible();
        assertThat(get(fleet.stats()).queued()).isEqualTo(1);
    }

    @Test
    void aServerThatIsNotReadyAtFirstIsAskedAgain() throws Exception {
        Page page = open(Role.OBSERVER, "overview");
        page.route("**/api/v1/me", DashboardSlowAnswersIT::refuse);
        page.reload();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The broker is away.");
        assertThat(page.locator(".live")).containsText("live");
        page.unroute("**/api/v1/me");
        assertThat(page.getByText("workers up")).isVisible();
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    }

    @Test
    void nothingIsReadWhileThePageIsHeld() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        page.clock().install();
        page.navigate(root + "#/overview");
        page.reload();
        page.evaluate("location.hash = '#/alerts'");
        assertThat(page.getByLabel("Rules")).isVisible();
        press(page, "h");
        List<String> read = new ArrayList<>();
        page.onRequest(request -> read.add(request.url()));
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        page.clock().runFor(25_000);
        page.waitForResponse(
                response -> response.url().contains("/health"), () -> page.evaluate("fetch('api/v1/health')"));
        assertThat(read).noneMatch(url -> url.contains("/alerts"));
    }
}
