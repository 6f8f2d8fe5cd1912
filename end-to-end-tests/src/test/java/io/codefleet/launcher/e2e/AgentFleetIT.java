package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.Worker;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.ModelRequest;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way: launcher processes, a real Redis, the real OpenCode, and a model that answers from a script. One worker, which
 * offers {@code java}, serves all tests.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AgentFleetIT {
    @RegisterExtension
    private static final VertxExtension VERTX = new VertxExtension();

    @TempDir
    private static Path folder;

    private final String namespace = "agents-" + UUID.randomUUID();
    private final List<LauncherProcess> started = new ArrayList<>();
    private final RedisTestServer redis = RedisTestServer.start();
    private final ScriptedModel model = FutureResults.get(ScriptedModel.start(VERTX.get(), script()));
    private final CodefleetClient fleet = FutureResults.get(
            Codefleet.connect(VERTX.get(), CodefleetOptions.of(redis.uri()).namespace(namespace)));

    private static Script script() {
        return Script.when("Write the file")
                .call("write", Map.of("filePath", "hello.txt", "content", "written by the agent"))
                .step(ScriptStep.say("I wrote hello.txt.").usage(2000, 30))
                .andWhen("Count as JSON")
                .call("write", Map.of("filePath", "count.txt", "content", "3"))
                .say("Here it is: {\"count\": 3}")
                .andWhen("Begin and hang once")
                .step(ScriptStep.say("I begin").thenHang().times(1))
                .call("write", Map.of("filePath", "second.txt", "content", "x"))
                .say("The second attempt did it.")
                .andWhen("Deploy it")
                .call("bash", Map.of("command", "echo deployed > out.txt", "description", "deploys"))
                .say("Deployed.")
                .andWhen("Hang")
                .step(ScriptStep.say("I hang").thenHang())
                .otherwise()
                .say("Hello.");
    }

    @BeforeAll
    void startWorker() throws IOException {
        Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        Path config = Files.writeString(
                folder.resolve("worker.yml"), "permissions: {bash: {'*deployed*': ask}, approval_timeout: 1m}");
        worker("w", "java", "--config", config.toString(), "--workflows", "5");
        // the agent, the driver of runs, and the one that holds consensuses
        E2e.awaitWorkers(fleet, 3);
    }

    @AfterAll
    void endAll() {
        started.forEach(LauncherProcess::close);
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(model.close().map(true));
        redis.close();
    }

    private LauncherProcess begin(String... arguments) {
        LauncherProcess process = LauncherProcess.jar(
                folder, Map.of("CODEFLEET_BROKER", redis.uri(), "CODEFLEET_NAMESPACE", namespace), arguments);
        started.add(process);
        return process;
    }

    private LauncherProcess worker(String id, String capability, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "--id",
                id,
                "--capability",
                capability,
                "--workspace-root",
                folder.toString(),
                "--lease",
                "3s",
                "--opencode",
                E2e.openCode(),
                "--opencode-config",
                folder.resolve("opencode.json").toString(),
                "--state-dir",
                folder.resolve("state-" + id).toString()));
        arguments.addAll(List.of(more));
        return begin(arguments.toArray(String[]::new));
    }

    private Path project(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private TaskHandle submit(Task task) {
        return FutureResults.get(fleet.submitTask(task));
    }

    private List<ModelRequest> askedFor(String words) {
        return model.steps().stream()
                .filter(request -> request.lastUserText().contains(words))
                .toList();
    }

    @Test
    void aPromptBecomesAChangedFileAndAnOutcomeWithItsCost() throws IOException {
        Path project = project("shop");

        LauncherProcess submit = begin(
                "submit",
                "Write the file",
                "--requires",
                "java",
                "--project",
                project.toString(),
                "--allowance",
                "team-a",
                "--allowance-per-day",
                "0.000001",
                "--json");

        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(project.resolve("hello.txt")).hasContent("written by the agent");
        JsonObject result = new JsonObject(submit.out()).getJsonObject("result");
        assertThat(result.getString("text")).isEqualTo("I wrote hello.txt.");
        assertThat(result.getJsonArray("files")).containsExactly("hello.txt");
        assertThat(result.getString("model")).isEqualTo("scripted/model");
        assertThat(result.getString("sessionId")).startsWith("ses_");
        JsonObject usage = result.getJsonObject("usage");
        assertThat(usage.getInteger("input")).isEqualTo(100 + 2000);
        assertThat(usage.getInteger("output")).isEqualTo(20 + 30);
        assertThat(usage.getString("cost")).isNotEqualTo("0");
        assertSpentBy("team-a", usage.getString("cost"));
    }

    /** Checks that so much counts as spent, and that no more can be. */
    private void assertSpentBy(String allowance, String cost) {
        JsonObject spending =
                new JsonObject(begin("spending", allowance, "--json").ended().out());
        assertThat(spending.getJsonArray("spending")
                        .getJsonObject(0)
                        .getJsonObject("total")
                        .getString("cost"))
                .isEqualTo(cost);
        LauncherProcess refused = begin("submit", "More", "--allowance", allowance, "--allowance-per-day", "0.000001");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("the allowance team-a is used up for today", "T00:00:00Z");
    }

    @Test
    void theCommandLineGetsAValueWithFilesAndGoesOnFromIt() throws IOException {
        Path schema = Files.writeString(folder.resolve("schema.json"), """
                {"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}
                """);

        LauncherProcess count = begin(
                "submit",
                "Count as JSON",
                "--id=count",
                "--requires=java",
                "--fallback=scripted/nope,scripted/model",
                "--output-schema=" + schema,
                "--artifact=*.txt",
                "--json");
        assertThat(count.exitCode()).as(count.err()).isZero();
        JsonObject result = new JsonObject(count.out()).getJsonObject("result");
        LauncherProcess next = begin("submit", "Say something of it", "--continue=count", "--requires=java");

        assertThat(result.getJsonObject("data").getJsonObject("output").getInteger("count"))
                .isEqualTo(3);
        assertThat(result.getString("model")).isEqualTo("scripted/model");
        assertThat(result.getJsonArray("artifacts").getJsonObject(0).getString("content"))
                .isEqualTo("3");
        assertThat(result.getJsonObject("agent").getInteger("steps")).isEqualTo(2);
        assertThat(next.exitCode()).as(next.err()).isZero();
        assertThat(askedFor("Say something of it").get(0).body().encode()).contains("Here it is");
        assertThat(FutureResults.get(fleet.task("count")).orElseThrow().timeInQueue())
                .isPresent();
    }

    @Test
    void aWorkflowRunsOnAgentsAndIsDrivenByTheirWorker() throws IOException {
        Path project = project("reviewed");
        Path file = Files.writeString(folder.resolve("review.yml"), """
                name: review
                inputs: {project: {}}
                steps:
                  write: {prompt: Write the file, project: "{{ input.project }}"}
                  look: {prompt: "Say something of {{ steps.write.files.0 }}", after: write}
                outputs: {answer: "{{ steps.write.text }} {{ steps.look.text }}"}
                """);

        LauncherProcess run = begin("run", file.toString(), "--durable", "--input", "project=" + project);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("I wrote hello.txt. Hello.\n");
        assertThat(project.resolve("hello.txt")).hasContent("written by the agent");
        assertThat(askedFor("Say something of hello.txt")).hasSize(1);
    }

    @Test
    void whatAnAgentAsksForIsApprovedWithACommand() throws IOException {
        Path project = project("deployed");
        LauncherProcess submit =
                begin("submit", "Deploy it", "--id", "deploy", "--requires", "java", "--project", project.toString());
        E2e.eventually(
                () -> assertThat(submit.err())
                        .contains(
                                "the agent asks to be allowed bash: echo deployed > out.txt; codefleet approve deploy ask-1.1"));
        assertThat(project.resolve("out.txt")).doesNotExist();
        Queue<String> received = new ConcurrentLinkedQueue<>();
        fleet.handle("deploy").progress().handler(progress -> received.add(progress.kind()));

        LauncherProcess approve = begin("approve", "deploy", "ask-1.1", "--by", "kim");

        assertThat(approve.exitCode()).as(approve.err()).isZero();
        assertThat(submit.exitCode()).as(submit.err()).isZero();
        assertThat(submit.out()).contains("Deployed.");
        E2e.eventually(() -> assertThat(received).contains("tool", "cost", "text"));
        assertThat(project.resolve("out.txt")).hasContent("deployed");
    }

    @Test
    void eachTaskGoesToAWorkerThatOffersWhatItRequires() throws IOException {
        Worker docs = FutureResults.get(EchoWorkerMain.start(fleet, "docs", 1));
        List<TaskHandle> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            handles.add(submit(Task.of("Say something").id("java-" + i).requires("java")));
            handles.add(submit(Task.of("Say something").id("docs-" + i).requires("docs")));
        }

        for (TaskHandle handle : handles) {
            Outcome outcome = FutureResults.get(handle.outcome());
            assertThat(outcome.resultOrThrow().text())
                    .isEqualTo(handle.id().startsWith("java") ? "Hello." : "docs Say something");
            String ranBy = FutureResults.get(fleet.task(handle.id()))
                    .orElseThrow()
                    .summary()
                    .workerId()
                    .orElseThrow();
            assertThat(ranBy).isEqualTo(handle.id().startsWith("java") ? "w" : "docs");
        }
        FutureResults.get(docs.close().map(true));
    }

    @Test
    void whenAWorkerIsKilledInTheMiddleAnotherOneFinishes() throws IOException {
        Queue<FleetEvent.TaskEvent.Kind> events = new ConcurrentLinkedQueue<>();
        fleet.events(EventQuery.task("t")).handler(event -> events.add(((FleetEvent.TaskEvent) event).kind()));
        LauncherProcess first = worker("first", "short-lived");
        Path project = project("second");
        TaskHandle handle = submit(
                Task.of("Begin and hang once").id("t").requires("short-lived").project(project.toString()));
        E2e.eventually(() -> assertThat(askedFor("Begin and hang")).isNotEmpty());

        first.kill();
        LauncherProcess second = worker("second", "short-lived");

        Outcome outcome = FutureResults.get(handle.outcome());
        assertThat(outcome.resultOrThrow().text()).isEqualTo("The second attempt did it.");
        assertThat(outcome.attempts()).isEqualTo(2);
        assertThat(project.resolve("second.txt")).exists();
        E2e.eventually(() -> assertThat(events)
                .containsExactly(
                        FleetEvent.TaskEvent.Kind.SUBMITTED,
                        FleetEvent.TaskEvent.Kind.STARTED,
                        FleetEvent.TaskEvent.Kind.LEASE_LOST,
                        FleetEvent.TaskEvent.Kind.STARTED,
                        FleetEvent.TaskEvent.Kind.COMPLETED));
        second.close();
    }

    @Test
    void aCancelEndsTheSessionAndTheWorkerGoesOn() {
        LauncherProcess submit = begin("submit", "Hang", "--id", "hangs", "--requires", "java");
        E2e.eventually(() -> assertThat(askedFor("Hang")).isNotEmpty());

        assertThat(begin("cancel", "hangs", "--reason", "enough").exitCode()).isZero();

        assertThat(submit.exitCode()).as(submit.err()).isEqualTo(3);
        E2e.eventually(() -> assertThat(askedFor("Hang")).allMatch(ModelRequest::closedEarly));
        Outcome next = FutureResults.get(
                submit(Task.of("Say something").requires("java")).outcome());
        assertThat(next.resultOrThrow().text()).isEqualTo("Hello.");
    }
}
