package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.browser.Accessibility;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pages that lose their server, or their key. */
class DashboardReconnectIT extends DashboardFixture {
    private void startAgain() throws Exception {
        control = ControlServer.on(vertx, fleet, options());
        get(control.listen(URI.create(root).getPort()));
    }

    @Test
    void aPageThatLostItsServerSaysSoAndMissesNothing() throws Exception {
        Page page = open(Role.OBSERVER, "tasks");
        assertThat(page.getByText("No task matches.")).isVisible();
        assertThat(page.locator(".live")).containsText("live");

        get(control.close());
        assertThat(page.getByText("The connection is lost.")).isVisible();
        assertThat(page.locator(".live")).containsText("reconnecting");
        assertThat(page.locator("main")).hasClass(Pattern.compile("stale"));
        assertThat(Accessibility.faults(page)).isEmpty();
        get(fleet.submitTask(Task.of("x").id("meanwhile").type("review")));
        startAgain();

        assertThat(page.locator(".rows").getByText("meanwhile")).isVisible();
        assertThat(page.getByText("The connection is lost.")).hasCount(0);
        assertThat(page.locator(".live")).containsText("live");
        get(fleet.submitTask(Task.of("x").id("afterwards").type("review")));
        assertThat(page.locator(".rows").getByText("afterwards")).isVisible();
    }

    @Test
    void aPageThatIsOpenedWhileTheServerIsAwayComesUpWithIt() throws Exception {
        Page page = open(Role.OBSERVER, "workers");
        assertThat(page.locator(".rows")).containsText("worker-a");
        page.route("**/api/v1/**", route -> route.abort());
        page.reload();
        assertThat(page.locator("nav")).containsText("Workers");
        assertThat(page.getByText("The connection is lost.")).isVisible();
        // Clicked before the server is there: a page that tries by itself would take the button away.
        page.waitForRequest("**/api/v1/**", button(page, "Try now")::click);
        page.unroute("**/api/v1/**");
        assertThat(page.locator(".rows")).containsText("worker-a");
    }

    @Test
    void linesOfALogThatMayHaveBeenMissedAreMarked() throws Exception {
        Page page = open(Role.OPERATOR, "logs");
        Locator live = page.locator(".filters [role=status]");
        assertThat(live).hasText("live");
        get(control.close());
        assertThat(live).hasText("reconnecting");
        startAgain();
        assertThat(live).hasText("live");
        assertThat(page.locator(".log .line")).hasCount(1);
        assertThat(page.locator(".log .line")).containsText("The connection was lost: lines may be missing here.");
    }

    @Test
    void aSessionOfTheApplicationAroundItIsNotEndedHere() throws Exception {
        Page page = open(Role.OBSERVER, "workers");
        assertThat(button(page, "Sign out")).isVisible();
        String key = get(control.keys().issue("bob", Role.OBSERVER, Optional.empty()))
                .token();
        page.context().clearCookies();
        page.context().setExtraHTTPHeaders(Map.of("Authorization", "Bearer " + key));
        page.reload();
        assertThat(page.locator("header .me")).containsText("bob");
        assertThat(button(page, "Sign out")).hasCount(0);
    }

    @Test
    void theShellIsDrawnBeforeAnyAnswer() throws Exception {
        Page page = open(Role.OBSERVER, "workers");
        page.route("**/api/v1/**", route -> {});
        page.reload();
        assertThat(page.locator("nav")).containsText("Workers");
        assertThat(page.locator("header")).containsText("Codefleet");
        assertThat(page.locator(".skeleton")).isVisible();
        page.unroute("**/api/v1/**");
    }

    @Test
    void aPersonWhoseKeyEndedComesBackToTheSamePage() throws Exception {
        get(fleet.submitTask(Task.of("x").id("mine").type("review")));
        Page page = open(Role.OBSERVER, "task?id=mine");
        assertThat(page.locator("h1")).containsText("mine");
        get(control.keys().revoke(get(control.keys().list()).get(0).id()));
        page.evaluate("window.dispatchEvent(new CustomEvent('fleet-changed'))");
        assertThat(page.getByLabel("API key")).isVisible();

        String key = get(control.keys().issue("bob", Role.OBSERVER, Optional.empty()))
                .token();
        page.getByLabel("API key").fill(key);
        button(page, "Sign in").click();
        assertThat(page.locator("h1")).containsText("mine");
        assertThat(page.url()).contains("task?id=mine");
    }
}
