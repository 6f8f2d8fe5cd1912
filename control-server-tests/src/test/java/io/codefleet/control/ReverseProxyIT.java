package io.codefleet.control;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, through a real nginx with TLS that serves it below a path. */
class ReverseProxyIT extends DashboardFixture {
    @TempDir
    private Path folder;

    private NginxServer nginx;

    @Override
    ControlOptions options() {
        return ControlOptions.builder()
                .pathPrefix("/fleet")
                .trustedProxies(List.of("127.0.0.1"))
                .build();
    }

    @BeforeEach
    void startProxy() throws Exception {
        assumeThat(NginxServer.executable().isPresent() || System.getenv("CI") != null)
                .as("nginx is installed")
                .isTrue();
        nginx = NginxServer.start(folder, URI.create(root).getPort());
        root = "https://127.0.0.1:" + nginx.port + "/fleet/";
    }

    @AfterEach
    void stopProxy() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
    }

    @Test
    void theDashboardWorksAndIsLive() throws Exception {
        Page page = signedIn(Role.ADMIN, 1200);
        assertThat(page.locator(".live")).hasText("live");
        Cookie cookie = page.context().cookies().get(0);
        assertThat(cookie.secure).isTrue();
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.path).isEqualTo("/fleet");

        page.navigate(root + "#/tasks");
        get(fleet.submitTask(Task.of("x").id("run/step~1")));
        // The list changes by an event that came through the proxy.
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("run/step~1"))
                .first()
                .click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("run/step~1");
        assertThat(page.locator("body")).not().containsText("no-such-resource");
        button(page, "Cancel").click();
        button(page, "Cancel the task").click();
        assertThat(page.locator("body")).containsText("⊘ cancelled");
    }

    @Test
    void aWebSocketOfTheDashboardPasses() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        get(fleet.submitTask(Task.of("x").id("x")));
        Object first = page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const socket = new WebSocket(new URL('ws/tasks?after=0', document.baseURI.replace('http', 'ws')));
                  socket.onmessage = message => resolve(message.data);
                  socket.onerror = () => reject(new Error('refused'));
                })
                """);
        assertThat(new JsonObject(String.valueOf(first)).getString("event")).isEqualTo("task");
    }

    @Test
    void thePageOfAProblemIsBelowThePrefix() throws Exception {
        Page page = signedIn(Role.OBSERVER, 1200);
        Object type = page.evaluate("async () => (await (await fetch('api/v1/tasks/nothing')).json()).type");
        assertThat(type).isEqualTo("/fleet/api/v1/problems/task-not-found");
        page.navigate(URI.create(root).resolve(String.valueOf(type)).toString());
        assertThat(page.getByRole(AriaRole.HEADING).first()).isVisible();
        assertThat(page.title()).isNotEmpty();
    }

    @Test
    void aWorkerJoinsByTheGateway() throws Exception {
        String key = get(control.keys().issue("machines", Role.WORKER, Optional.empty()))
                .token();
        Path file = Files.writeString(folder.resolve("worker.key"), key);
        String uri = root.replaceAll("/$", "") + "?ca=" + folder.resolve("tls/ca.crt") + "&keyFile=" + file;
        CodefleetClient machine = get(Codefleet.connect(vertx, CodefleetOptions.of(uri)));
        try {
            get(machine.worker(WorkerOptions.create().id("worker-b"))
                    .handle("remote", attempt -> Future.succeededFuture(TaskResult.text("done")))
                    .start());

            assertThat(get(get(fleet.submitTask(Task.of("x").type("remote"))).outcome())
                            .status())
                    .isEqualTo(TaskStatus.COMPLETED);
        } finally {
            get(machine.close());
        }
    }
}
