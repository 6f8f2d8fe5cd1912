package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.browser.Accessibility;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DashboardIT extends DashboardFixture {
    private static final List<String> PAGES = List.of(
            "overview",
            "tasks",
            "task?id=rename",
            "approvals",
            "alerts",
            "runs",
            "submit",
            "workers",
            "lanes",
            "schedules?edit=nightly",
            "spending",
            "logs",
            "audit",
            "keys");

    @Test
    void aTaskAppearsByItselfAndShowsItsPatch() throws Exception {
        Page page = signedIn(Role.OPERATOR, 1200);
        press(page, "gt");
        assertThat(page.getByText("No task matches.")).isVisible();
        get(fleet.submitTask(Task.of("Rename it").id("rename").type("code")));

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("rename"))
                .click();
        assertThat(page.locator(".patch .added")).hasText("+new");
        assertThat(page.getByText("✓ completed")).isVisible();
    }

    @Test
    void anApprovalIsGivenByAKey() throws Exception {
        Future<io.codefleet.TaskHandle> asked = fleet.submitTask(Task.of("May I deploy?")
                .id("deploy/ask-1.1")
                .parent("deploy")
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker("deploy/ask-1.1")));
        get(asked);
        Page page = signedIn(Role.OPERATOR, 1200);
        press(page, "gn");
        assertThat(page.getByText("May I deploy?")).isVisible();
        press(page, "a");

        assertThat(get(asked.result().outcome())).isInstanceOf(io.codefleet.Outcome.Completed.class);
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
    }

    @Test
    void theKeysThatOpenAPageAreNotAlsoADecision() throws Exception {
        get(fleet.submitTask(Task.of("May I deploy?")
                .id("deploy/ask-1.1")
                .parent("deploy")
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker("deploy/ask-1.1"))));
        Page page = open(Role.OPERATOR, "approvals");
        assertThat(page.getByText("May I deploy?")).isVisible();
        press(page, "ga");

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Audit")))
                .isVisible();
        press(page, "gn");
        assertThat(page.getByText("May I deploy?")).isVisible();
        assertThat(get(fleet.task("deploy/ask-1.1")).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void aReasonThatIsTypedDecidesNothingByEnter() throws Exception {
        get(fleet.submitTask(Task.of("May I delete it?")
                .id("delete/ask-1.1")
                .parent("delete")
                .type(Workflows.APPROVAL_TYPE)
                .placement(Placement.worker("delete/ask-1.1"))));
        Page page = open(Role.OPERATOR, "approvals");
        assertThat(page.getByText("May I delete it?")).isVisible();
        press(page, "r");
        page.keyboard().type("not today");
        page.keyboard().press("Enter");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Reject delete/ask-1.1"))
                .click();

        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
        Outcome outcome =
                get(fleet.task("delete/ask-1.1")).orElseThrow().outcome().orElseThrow();
        assertThat(outcome.isCompleted()).isFalse();
        assertThat(outcome.toString()).contains("not today");
    }

    @Test
    void theListOfKeysIsShownByAKey() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        press(page, "?");
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Schedules");
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    @Test
    void aRevokedKeySignsTheBrowserOut() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        get(control.keys().revoke(get(control.keys().list()).get(0).id()));
        press(page, "gw");

        assertThat(page.getByLabel("API key")).isVisible();
    }

    @Test
    void anObserverIsNotOfferedWhatTheyMayNotDo() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Keys")))
                .hasCount(0);
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Audit")))
                .hasCount(0);
    }

    @Test
    void allFilesComeFromTheServerItself() throws Exception {
        Page page = signedIn(Role.ADMIN, 1200);
        List<String> addresses = new CopyOnWriteArrayList<>();
        page.onRequest(request -> addresses.add(request.url()));
        Response answer = page.navigate(root);
        assertThat(page.locator("cf-chart canvas").first()).isVisible();

        assertThat(addresses).hasSizeGreaterThan(20).allMatch(address -> address.startsWith(root));
        String policy = answer.headers().get("content-security-policy");
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe-eval", "http:", "https:", "*");
        assertThat(policy.substring(policy.indexOf("script-src"))).doesNotContain("unsafe-inline");
    }

    private static String ground(Page page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor").toString();
    }

    @Test
    void theThemeFollowsTheSystemUntilAnotherIsChosenAndIsKept() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        String light = ground(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        String dark = ground(page);
        assertThat(dark).isNotEqualTo(light);
        press(page, "m");
        assertThat(ground(page)).isEqualTo(light);
        page.reload();
        assertThat(button(page, "Theme: light")).isVisible();
        assertThat(ground(page)).isEqualTo(light);
        button(page, "Theme: light").click();
        assertThat(button(page, "Theme: dark")).isVisible();
        assertThat(ground(page)).isEqualTo(dark);
        button(page, "Theme: dark").click();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(ground(page)).isEqualTo(light);
    }

    /** A size of the window with a scheme of colors, and what is searched for in it: colors change the contrast only. */
    private record View(int width, ColorScheme scheme, Function<Page, List<String>> faults) {}

    private static final List<View> VIEWS = List.of(
            new View(360, ColorScheme.LIGHT, Accessibility::faults),
            new View(360, ColorScheme.DARK, page -> List.of()),
            new View(800, ColorScheme.LIGHT, page -> List.of()),
            new View(1440, ColorScheme.LIGHT, Accessibility::faults),
            new View(1440, ColorScheme.DARK, Accessibility::contrastFaults));

    private static void show(Page page, View view) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(view.scheme));
        page.setViewportSize(view.width, 800);
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    }

    @Test
    void noPageHasAnAccessibilityFault() throws Exception {
        get(fleet.submitTask(Task.of("Rename it").id("rename").type("code")).compose(handle -> handle.outcome()));
        get(fleet.submitTask(Task.of("Nobody serves it").type("review")));
        get(fleet.schedule(
                Schedule.cron("0 3 * * *", ZoneOffset.UTC, Task.of("Tidy up")).named("nightly")));
        Page page = signedIn(Role.ADMIN, VIEWS.get(0).width);
        for (String address : PAGES) {
            page.navigate(root + "#/" + address);
            page.waitForFunction(
                    "name => { const page = document.querySelector('main > *'); return page.localName === 'cf-' + name"
                            + " && page.data && !page.isUpdatePending && !page.querySelector('[role=alert]'); }",
                    address.replaceAll("\\?.*", ""));
            for (View view : VIEWS) {
                show(page, view);
                String name = address.replaceAll("\\W", "-") + "-" + view.width + "-" + view.scheme;
                page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
                assertThat(view.faults.apply(page)).as(name).isEmpty();
                assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                        .as("%s fits into its width", name)
                        .isTrue();
            }
        }
    }
}
