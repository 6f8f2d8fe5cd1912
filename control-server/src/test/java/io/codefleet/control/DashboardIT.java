package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.VertxExtension;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardIT {
    private static final String PATCH = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n";

    private static Browser browser;

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private CodefleetClient fleet;
    private ControlServer control;
    private String root;

    @BeforeAll
    static void startBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() throws Exception {
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
        control = ControlServer.on(vertx, fleet, ControlOptions.defaults());
        root = "http://127.0.0.1:" + get(control.listen(0)) + "/";
        get(fleet.worker(WorkerOptions.create().id("worker-a").concurrency(2))
                .handle(
                        "code",
                        attempt ->
                                Future.succeededFuture(TaskResult.text("done").patch(PATCH, List.of("x"))))
                .start());
    }

    @AfterEach
    void stop() throws Exception {
        get(control.close());
        get(fleet.close());
        assertThat(browser.errors()).isEmpty();
    }

    private Page signedIn(Role role, int width) throws Exception {
        Page page = browser.open(width);
        page.navigate(root);
        page.getByLabel("API key")
                .fill(get(control.keys().issue("ann", role, Optional.empty())).token());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Overview")))
                .isVisible();
        return page;
    }

    private static void press(Page page, String keys) {
        keys.chars().forEach(key -> page.keyboard().press(String.valueOf((char) key)));
    }

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

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1400})
    void noPageHasAnAccessibilityFault(int width) throws Exception {
        get(fleet.submitTask(Task.of("Rename it").id("rename").type("code")).compose(handle -> handle.outcome()));
        get(fleet.submitTask(Task.of("Nobody serves it").type("review")));
        Page page = signedIn(Role.ADMIN, width);
        for (String address : List.of(
                "overview", "tasks", "task?id=rename", "approvals", "runs", "workers", "spending", "audit", "keys")) {
            page.navigate(root + "#/" + address);
            page.waitForFunction("document.querySelector('main h1') && !document.querySelector('main [role=alert]')");
            assertThat(new AxeBuilder(page).analyze().getViolations())
                    .as("%s at %s", address, width)
                    .isEmpty();
            assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("%s fits into %s pixels", address, width)
                    .isTrue();
        }
    }
}
