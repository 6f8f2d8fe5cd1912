package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.testing.VertxExtension;
import io.codefleet.testing.browser.Browser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A fleet with one worker, its control plane, and a browser. */
abstract class DashboardFixture {
    static final String PATCH = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n";

    private static Browser browser;

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    final Vertx vertx = vertxExtension.get();
    CodefleetClient fleet;
    ControlServer control;
    String root;

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
        control = ControlServer.on(vertx, fleet, options());
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
        browser.closePages();
        get(control.close());
        get(fleet.close());
        assertThat(browser.errors()).isEmpty();
    }

    final Page signedIn(Role role, int width) throws Exception {
        return signedIn(get(control.keys().issue("ann", role, Optional.empty())).token(), width);
    }

    final Page signedIn(String key, int width) {
        return browser.signedIn(root, key, width);
    }

    static void press(Page page, String keys) {
        keys.chars().forEach(key -> page.keyboard().press(String.valueOf((char) key)));
    }

    /** The settings of the control plane. */
    ControlOptions options() {
        return ControlOptions.defaults();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Opens a page of the dashboard, signed in without its form. */
    final Page open(Role role, String address) throws Exception {
        String key = get(control.keys().issue("ann", role, Optional.empty())).token();
        Page page = browser.open(1200);
        page.request()
                .post(
                        root + "api/v1/session",
                        RequestOptions.create()
                                .setHeader("X-Codefleet-Request", "1")
                                .setData(Map.of("key", key)));
        page.navigate(root + "#/" + address);
        return page;
    }
}
