package io.codefleet.launcher.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.browser.Browser;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes and two workers of one fleet, each a process of its own; one control plane is killed. */
class ControlPlanesIT {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final RedisTestServer redis = RedisTestServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<JsonObject> alerts = new ConcurrentLinkedQueue<>();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(
            vertx,
            Script.when("Deploy it")
                    .call("bash", Map.of("command", "echo deployed > state.txt", "description", "deploys"))
                    .say("Deployed.")
                    .otherwise()
                    .say("Hello.")));
    private Path rules;
    private LauncherProcess first;
    private String firstAddress;
    private String secondAddress;
    private String key;

    @BeforeEach
    void start() throws Exception {
        int receiver = FutureResults.get(vertx.createHttpServer()
                        .requestHandler(request -> request.body().onSuccess(body -> {
                            alerts.add(body.toJsonObject());
                            request.response().end();
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        rules = Files.writeString(folder.resolve("alerts.yml"), """
            interval: 1s
            rules: {unserved-lane: {duration: 1s}}
            receivers: [{name: ops, url: "http://127.0.0.1:%d/"}]
            """.formatted(receiver));
        LauncherProcess keys = begin("keys", "create", "ann", "--role", "admin");
        assertThat(keys.exitCode()).as(keys.err()).isZero();
        key = keys.out().strip();
        first = control(0);
        LauncherProcess second = control(0);
        firstAddress = address(first);
        secondAddress = address(second);
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        Files.writeString(
                folder.resolve("worker.yml"), "permissions: {bash: {'*deployed*': ask}, approval_timeout: 2m}");
        worker("one");
        worker("other");
        E2e.eventually(() -> assertThat(workers(firstAddress)).containsExactlyInAnyOrder("one", "other"));
    }

    @AfterEach
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(model.close().map(true));
        FutureResults.get(vertx.close().map(true));
        redis.close();
    }

    private LauncherProcess begin(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(folder, Map.of("CODEFLEET_BROKER", redis.uri()), arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess control(int port) {
        return begin("control", "--port", String.valueOf(port), "--alerts", rules.toString());
    }

    private void worker(String id) {
        begin(
                "worker",
                "--id",
                id,
                "--concurrency",
                "1",
                "--config",
                folder.resolve("worker.yml").toString(),
                "--workspace-root",
                folder.toString(),
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                folder.resolve("opencode.json").toString(),
                "--state-dir",
                folder.resolve("state-" + id).toString());
    }

    private static String address(LauncherProcess control) {
        E2e.eventually(() -> assertThat(control.out()).as(control.err()).contains("The link signs"));
        return control.out()
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst("API: *", "")
                .replace("/api/v1", "/");
    }

    private HttpRequest.Builder request(String at, String path) {
        return HttpRequest.newBuilder(URI.create(at + "api/v1" + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private JsonObject get(String at, String path) throws Exception {
        HttpResponse<String> answer = http.send(request(at, path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private List<String> ids(String at, String path) throws Exception {
        return get(at, path).getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
    }

    private List<String> workers(String at) throws Exception {
        return ids(at, "/workers");
    }

    private int put(String at, String id, JsonObject task) throws Exception {
        return http.send(
                        request(at, "/tasks/" + id)
                                .PUT(HttpRequest.BodyPublishers.ofString(task.encode()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Returns the states of an alert, as the messages about its subject name them. */
    private List<String> states(String subject) {
        return alerts.stream()
                .filter(alert -> alert.encode().contains(subject))
                .map(alert -> alert.getJsonObject("data").getString("state"))
                .toList();
    }

    /** The list of tasks and the figures of the fleet; the request for approval is a task as well, and waits. */
    private void shows(String at, int running, int queued, int completed) {
        E2e.eventually(() -> {
            assertThat(ids(at, "/tasks?type=general")).containsExactly("greet", "deploy", "stuck");
            JsonObject figures = get(at, "/metrics");
            assertThat(List.of(
                            figures.getInteger("running"),
                            figures.getInteger("queued"),
                            figures.getInteger("completed"),
                            figures.getInteger("failed"),
                            figures.getInteger("workers")))
                    .as("%s at %s", figures, at)
                    .containsExactly(running, queued, completed, 0, 2);
        });
    }

    private JsonObject deploy() throws Exception {
        GitRepo shop = GitRepo.make(folder.resolve("shop"));
        shop.write("state.txt", "before\n");
        shop.commit("State");
        return new JsonObject().put("prompt", "Deploy it").put("context", new JsonObject().put("project", shop.url()));
    }

    @Test
    void whenOneIsKilledItsClientsContinueOnTheOtherAndItsPageOnTheNextAtItsAddress() throws Exception {
        JsonObject deploy = deploy();
        JsonObject stuck = new JsonObject().put("prompt", "x").put("requires", new JsonArray().add("nobody"));
        try (Browser browser = new Browser();
                EventReader events = new EventReader(List.of(firstAddress + "api/v1", secondAddress + "api/v1"), key)) {
            Page page = browser.signedIn(firstAddress, key, 1200);
            page.navigate(firstAddress + "#/tasks?type=general");
            assertThat(page.locator(".live")).hasText("live");
            assertThat(put(firstAddress, "stuck", stuck)).isEqualTo(201);
            E2e.eventually(() -> assertThat(states("[nobody]")).containsExactly("firing"));
            assertThat(put(firstAddress, "deploy", deploy)).isEqualTo(201);
            assertThat(page.locator(".rows").getByText("deploy").first()).isVisible();
            // One worker waits for the approval, so that the other has to take the next task.
            E2e.eventually(() -> assertThat(ids(secondAddress, "/approvals")).hasSize(1));
            assertThat(put(firstAddress, "greet", new JsonObject().put("prompt", "Say hello")))
                    .isEqualTo(201);
            shows(firstAddress, 1, 2, 1);
            shows(secondAddress, 1, 2, 1);

            first.kill();

            assertThat(page.getByText("The connection is lost.")).isVisible();
            assertThat(page.locator(".live")).hasText("reconnecting");
            assertThat(page.locator(".rows")).containsText("greet");
            assertThat(put(secondAddress, "deploy", deploy)).isEqualTo(200);
            first = control(URI.create(firstAddress).getPort());
            assertThat(page.locator(".live")).hasText("live");
            assertThat(page.getByText("The connection is lost.")).hasCount(0);
            approveByKey(page);
            E2e.eventually(() -> assertThat(events.of("deploy")).containsExactly("SUBMITTED", "STARTED", "COMPLETED"));
            assertThat(events.connections()).as("%s", events.lastFault()).isGreaterThan(1);
            assertThat(page.locator(".patch .added")).hasText("+deployed");
            assertThat(page.locator(".patch .removed")).hasText("-before");
            assertThat(page.locator(".live")).hasText("live");
            shows(secondAddress, 0, 1, 3);
            http.send(request(secondAddress, "/tasks/stuck").DELETE().build(), HttpResponse.BodyHandlers.discarding());
            E2e.eventually(() -> assertThat(states("[nobody]")).containsExactly("firing", "resolved"));
            assertThat(states("@deploy/ask")).as("an approval lacks no worker").isEmpty();
            assertThat(browser.errors()).isEmpty();
        }
    }

    /** A person sees the list, goes to what waits, approves it, and opens the task. */
    private void approveByKey(Page page) {
        page.keyboard().press("g");
        page.keyboard().press("n");
        assertThat(page.getByText("echo deployed").first()).isVisible();
        page.keyboard().press("a");
        assertThat(page.getByText("Nothing waits for a person.")).isVisible();
        page.navigate(firstAddress + "#/task?id=deploy");
        assertThat(page.getByText("✓ completed").first()).isVisible();
    }
}
