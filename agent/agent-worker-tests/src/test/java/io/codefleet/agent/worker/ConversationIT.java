package io.codefleet.agent.worker;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.AgentOptions;
import io.codefleet.Artifact;
import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.OutputSchema;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.test.TaskInfoSamples;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.model.scripted.ModelRequest;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task may ask of its agent, with the real OpenCode; all on one server. */
class ConversationIT {
    private static final String OTHER = "scripted/other";
    private static final Map<String, Object> SCHEMA = Map.of(
            "type", "object",
            "properties", Map.of("answer", Map.of("type", "integer")),
            "required", List.of("answer"));

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static Agent agent;
    private static AgentTaskHandler handler;
    private static final Map<String, TaskInfo> ENDED = new ConcurrentHashMap<>();

    private static Script script() {
        return Script.when("valid against the JSON Schema that was asked for")
                .step(ScriptStep.say("Sorry. ```json\n{\"answer\": 42}\n```").usage(500, 50))
                .andWhen("Answer and be valid")
                .step(ScriptStep.say("{\"answer\": 7}").usage(1000, 10))
                .andWhen("Answer and mend")
                .step(ScriptStep.say("It is {\"answer\": \"many\"}").usage(1000, 10))
                .andWhen("Be too busy")
                .step(ScriptStep.fail(429, "slow down")
                        .retryAfter(Duration.ZERO)
                        .times(6))
                .say("I have time.")
                .andWhen("Begin and break")
                .step(ScriptStep.call("bash", Map.of("command", "true", "description", "does nothing"))
                        .usage(300, 30))
                .step(ScriptStep.fail(401, "no such key").times(1))
                .step(ScriptStep.say("I ended it.").usage(200, 20))
                .andWhen("Wrong key")
                .step(ScriptStep.fail(401, "no such key"))
                .andWhen("Work with tools")
                .step(ScriptStep.call("write", Map.of("filePath", "out/a.txt", "content", "text"))
                        .andCall(
                                "todowrite",
                                Map.of(
                                        "todos",
                                        List.of(Map.of(
                                                "content", "write it", "status", "completed", "priority", "high")))))
                .call("bash", Map.of("command", "printf '\\377' > out/b.bin; sleep 1", "description", "writes"))
                .call("read", Map.of("filePath", "no/such/file"))
                .say("All done.")
                .andWhen("Remember the word")
                .step(ScriptStep.say("The word is plum.").usage(700, 70))
                .andWhen("What was the word")
                .step(ScriptStep.say("It was plum.").usage(100, 10))
                .otherwise()
                .say("Hello.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        Path config = folder.resolve("opencode.json");
        JsonObject json = new JsonObject(Files.readString(config));
        json.put(
                "agent",
                new JsonObject()
                        .put(
                                "reviewer",
                                new JsonObject().put("mode", "primary").put("prompt", "You are the reviewer.")));
        JsonObject models =
                json.getJsonObject("provider").getJsonObject("scripted").getJsonObject("models");
        models.put("other", models.getJsonObject("model").copy().put("name", "other"));
        models.getJsonObject("model")
                .put("variants", new JsonObject().put("high", new JsonObject().put("reasoningEffort", "high")));
        Files.writeString(config, json.encode());
        agent = get(OpenCodeAgent.start(openCode.vertx(), openCode.settings(E2e.openCode())));
        handler = handler(agent);
    }

    private static AgentTaskHandler handler(Agent by) {
        return new AgentTaskHandler(
                openCode.vertx(),
                by,
                new Workspaces(
                        openCode.vertx(),
                        WorkspaceSettings.defaults(folder.resolve("work")).root(folder)),
                Optional.empty(),
                Approvals.NONE,
                id -> Future.succeededFuture(Optional.ofNullable(ENDED.get(id))),
                attempt -> AttemptTranscript.NONE);
    }

    @AfterAll
    static void close() {
        get(agent.close().map(true));
        openCode.close();
    }

    private static TaskResult run(Task task) {
        return run(handler, task);
    }

    private static TaskResult run(AgentTaskHandler by, Task task) {
        TaskResult result = get(by.handle(new AttemptStub(task)));
        ENDED.put(task.id(), TaskInfoSamples.completed(task, result));
        return result;
    }

    private static AttemptException failure(Task task) {
        AttemptException failure = catchThrowableOfType(AttemptException.class, () -> run(task));
        assertThat(failure).as("the failure of the attempt").isNotNull();
        return failure;
    }

    private static List<ModelRequest> asked(String words) {
        return openCode.model().steps().stream()
                .filter(request -> request.lastUserText().contains(words))
                .toList();
    }

    private static List<String> tools(ModelRequest request) {
        JsonArray tools = request.body().getJsonArray("tools", new JsonArray());
        return tools.stream()
                .map(tool -> ((JsonObject) tool).getJsonObject("function").getString("name"))
                .toList();
    }

    @Test
    void theAgentItsSystemPromptItsVariantAndItsToolsAreThoseOfTheTask() {
        run(Task.of("Hello, options")
                .agent(AgentOptions.DEFAULT
                        .name("reviewer")
                        .systemPrompt("Be brief.")
                        .variant("high")
                        .tools(Map.of("bash", false, "write", false))));

        ModelRequest request = asked("Hello, options").get(0);
        assertThat(request.body().getString("reasoning_effort")).isEqualTo("high");
        assertThat(request.body().getJsonArray("messages").getJsonObject(0).getString("content"))
                .contains("You are the reviewer.")
                .contains("Be brief.");
        assertThat(tools(request)).contains("read").doesNotContain("bash", "write", "edit");
    }

    @Test
    void allToolsButThoseThatAreNamedAreOff() {
        run(Task.of("Hello, few tools").agent(AgentOptions.DEFAULT.tools(Map.of("*", false, "read", true))));

        assertThat(tools(asked("Hello, few tools").get(0))).containsExactly("read");
    }

    @Test
    void aToolThatThePolicyForbidsStaysOffWhenTheTaskWantsIt() {
        run(Task.of("Hello, question").agent(AgentOptions.DEFAULT.tools(Map.of("question", true))));

        assertThat(tools(asked("Hello, question").get(0))).doesNotContain("question");
    }

    @Test
    void anAgentThatIsUnknownIsNamedWithThoseThatAreKnown() {
        AttemptException failure = failure(Task.of("Hello, nobody").agent(AgentOptions.DEFAULT.name("nobody")));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("no agent 'nobody'").hasMessageContaining("reviewer");
        assertThat(asked("Hello, nobody")).isEmpty();
    }

    @Test
    void anAnswerThatFitsItsSchemaIsAValue() {
        TaskResult result = run(Task.of("Answer and be valid").output(SCHEMA));

        assertThat(result.output()).contains(Map.of("answer", 7));
        assertThat(result.usage().inputTokens()).isEqualTo(1000);
        assertThat(asked("Answer and be valid").get(0).lastUserText()).contains("\"integer\"");
    }

    @Test
    void anInvalidAnswerIsRepairedInTheSameSessionAndBothTurnsArePaidFor() {
        AttemptStub attempt = new AttemptStub(Task.of("Answer and mend").output(SCHEMA));
        TaskResult result = get(handler.handle(attempt));

        assertThat(result.output()).contains(Map.of("answer", 42));
        assertThat(result.usage().inputTokens()).isEqualTo(1000 + 500);
        assertThat(result.usage().outputTokens()).isEqualTo(10 + 50);
        assertThat(result.agent().steps()).isEqualTo(2);
        ModelRequest repair = asked("that was asked for").stream()
                .filter(request -> request.session().equals(result.sessionId().orElseThrow()))
                .findFirst()
                .orElseThrow();
        assertThat(repair.lastUserText()).contains("/answer: string found, integer expected");
    }

    @Test
    void anAnswerThatStaysInvalidFailsPermanentlyWithTheErrors() {
        Task task = Task.of("Hello, schema")
                .agent(AgentOptions.DEFAULT.output(OutputSchema.of(SCHEMA).maxRepairs(0)));
        AttemptException failure = failure(task);

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure).hasMessageContaining("there is no JSON value in it");
        assertThat(failure.error().details()).containsEntry("reason", "schema_misfit");
        assertThat(failure.usage().inputTokens()).isPositive();
        assertThat(asked("Hello, schema")).hasSize(1);
    }

    @Test
    void anInvalidAnswerGoesToTheNextModelIfTheTaskAllowsIt() {
        Task task = Task.of("Hello, two models")
                .agent(AgentOptions.DEFAULT
                        .models(RealOpenCode.MODEL, OTHER)
                        .output(OutputSchema.of(SCHEMA).maxRepairs(0).orNextModel()));
        AttemptException failure = failure(task);

        assertThat(failure)
                .hasMessageContaining("each of 2 models failed: scripted/model failed: ")
                .hasMessageContaining(OTHER + " failed: ");
        assertThat(asked("Hello, two models"))
                .extracting(request -> request.body().getString("model"))
                .containsExactly("model", "other");
    }

    @Test
    void aModelThatIsUnknownOrTooBusyIsFollowedByTheNextOne() {
        AttemptStub attempt =
                new AttemptStub(Task.of("Be too busy").models("scripted/nope", RealOpenCode.MODEL, OTHER));
        TaskResult result = get(handler.handle(attempt));

        assertThat(result.text()).isEqualTo("I have time.");
        assertThat(result.model()).contains(OTHER);
        assertThat(attempt.progress)
                .anyMatch(line -> line.startsWith("model: scripted/nope failed: ")
                        && line.endsWith("continues with scripted/model"))
                .anyMatch(line -> line.startsWith("model: scripted/model failed: ") && line.contains("429"));
    }

    @Test
    void whatAModelSpentBeforeItFailedIsPartOfTheSum() {
        TaskResult result = run(Task.of("Begin and break").models(RealOpenCode.MODEL, OTHER));

        assertThat(result.text()).isEqualTo("I ended it.");
        assertThat(result.usage().inputTokens()).isEqualTo(300 + 300 + 200);
    }

    @Test
    void whenAllModelsFailOneErrorNamesEach() {
        AttemptException failure = failure(Task.of("Wrong key").models(RealOpenCode.MODEL, "scripted/nope"));

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure)
                .hasMessageStartingWith("each of 2 models failed: scripted/model failed: ")
                .hasMessageContaining("401")
                .hasMessageContaining("scripted/nope failed: ");
        assertThat(failure.error().details()).containsKey("models");
    }

    @Test
    void aBudgetIsOneForAllTurns() {
        Task task = Task.of("Answer and mend, for less").output(SCHEMA).budget(Budget.tokens(1000));
        AttemptException failure = failure(task);

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
        assertThat(failure.usage().tokens()).isEqualTo(1010);
    }

    @Test
    void aResultHasToolsTodosTimesAndFiles() {
        TaskResult result = run(Task.of("Work with tools").artifacts("out/**", "no/such"));

        assertThat(result.agent().todos()).hasToString("[Todo[content=write it, status=completed]]");
        assertThat(result.agent().tools())
                .extracting(use -> use.tool() + " " + use.calls() + " " + use.failed())
                .containsExactly("write 1 0", "todowrite 1 0", "bash 1 0", "read 1 1");
        assertThat(result.agent().steps()).isEqualTo(4);
        assertThat(result.agent().inTools()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(result.agent().inModel()).isPositive();
        assertThat(result.artifacts())
                .containsExactly(
                        new Artifact("out/a.txt", 4, Artifact.Form.TEXT, "text"),
                        new Artifact("out/b.bin", 1, Artifact.Form.BASE64, "/w=="));
    }

    @Test
    void aTaskGoesOnInACopyOfTheSessionBeforeItAndPaysForItselfOnly() {
        Task first = Task.of("Remember the word");
        TaskResult before = run(first);
        Task follower = Task.of("What was the word, one").previousTasks(List.of(first.id()));
        TaskResult one = run(follower);
        TaskResult two = run(Task.of("What was the word, two").previousTasks(List.of(first.id())));

        assertThat(List.of(before.sessionId(), one.sessionId(), two.sessionId()))
                .doesNotHaveDuplicates();
        assertThat(one.usage().inputTokens()).isEqualTo(100);
        assertThat(one.agent().steps()).isEqualTo(1);
        String message = asked("What was the word, two").get(0).body().encode();
        assertThat(message).contains("The word is plum.").doesNotContain("What was the word, one");
        assertThat(tools(asked("What was the word, two").get(0))).doesNotContain("question");
        TaskResult last = run(Task.of("What was the word, last").previousTasks(List.of(follower.id())));
        assertThat(last.usage().inputTokens()).isEqualTo(100);
        assertThat(asked("What was the word, last").get(0).body().encode())
                .contains("The word is plum.")
                .contains("What was the word, one")
                .doesNotContain("continues earlier work");
    }

    @Test
    void aCopyOfASessionWorksInTheFolderOfItsOwnTask() throws IOException {
        Task first =
                Task.of("Remember the word").project(openCode.project("copied").toString());
        run(first);
        Path own = openCode.project("own");
        TaskResult result = run(
                Task.of("Work with tools, elsewhere").project(own.toString()).previousTasks(List.of(first.id())));

        assertThat(own.resolve("out/a.txt")).hasContent("text");
        assertThat(result.files()).contains("out/a.txt");
    }

    @Test
    void onAWorkerWithoutTheSessionATaskGetsATranscript() {
        Task first = Task.of("Remember the word");
        TaskResult before = run(first);
        ENDED.put(
                first.id(),
                TaskInfoSamples.completed(first, before.producedBy("scripted/model", "ses_of_another_worker")));
        run(Task.of("What was the word, elsewhere").previousTasks(List.of(first.id())));

        ModelRequest request = asked("What was the word, elsewhere").get(0);
        assertThat(request.lastUserText())
                .contains("continues earlier work")
                .contains("Remember the word")
                .contains("The word is plum.");
    }
}
