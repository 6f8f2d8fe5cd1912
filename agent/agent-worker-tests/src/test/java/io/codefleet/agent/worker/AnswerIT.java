package io.codefleet.agent.worker;

import static io.codefleet.agent.opencode.RealOpenCode.bash;
import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentOptions;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.OutputSchema;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the answer of a turn of the real OpenCode where that is not what it says last; and where the turn works. */
class AnswerIT {
    /** Over the context of the scripted model, so that OpenCode shortens the conversation. */
    private static final int FULL = 195_000;

    private static final Map<String, Object> SCHEMA =
            Map.of("type", "object", "properties", Map.of("n", Map.of("type", "integer")), "required", List.of("n"));

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static Agent agent;
    private static TaskHandler handler;

    private static Script script() {
        return Script.when("valid against the JSON Schema that was asked for")
                .say("{\"n\": 2}")
                .andWhen("Fill the context")
                .step(ScriptStep.say("THE RESULT").usage(FULL, 20))
                .andWhen("Fill it with JSON")
                .step(ScriptStep.say("{\"n\": 1}").usage(FULL, 20))
                .andWhen("Fill it in the middle")
                .step(ScriptStep.call("bash", bash("echo a")).usage(FULL, 20))
                .step(ScriptStep.call("bash", bash("echo b")).usage(1000, 20))
                .say("THE RESULT")
                .andWhen("Say it again and again")
                .step(ScriptStep.say("Not yet.").usage(FULL, 20))
                .repeatingLast()
                .andWhen("Do it again and again")
                .step(ScriptStep.call("bash", bash("echo again")).usage(FULL, 20))
                .repeatingLast()
                .andWhen("Say it before")
                .step(ScriptStep.say("THE RESULT").andCall("bash", bash("echo a")))
                .say("")
                .andWhen("Break off")
                .step(ScriptStep.say("half of th").finish("length"))
                .andWhen("Break the JSON off")
                .step(ScriptStep.say("{\"n\": ").finish("length"))
                .andWhen("Say too large a number")
                .say("{\"n\": 1, \"price\": 1e999}")
                .otherwise()
                .step(ScriptStep.call("write", Map.of("filePath", "a.txt", "content", "written")))
                .say("Written.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        agent = openCode.start();
        handler = TaskHandlers.on(openCode.vertx(), agent, folder.resolve("work"), Optional.empty());
    }

    @AfterAll
    static void close() {
        get(agent.close().map(true));
        openCode.close();
    }

    private static TaskResult run(Task task) {
        return get(handler.handle(new AttemptStub(task)));
    }

    private static long asked(String prompt) {
        return openCode.model().steps().stream()
                .filter(request -> request.lastUserText().contains(prompt))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fill the context", "Fill it in the middle", "Say it before"})
    void theAnswerIsWhatEndedTheWork(String prompt) {
        assertThat(run(Task.of(prompt)).text()).isEqualTo("THE RESULT");
    }

    @Test
    void aValueIsTakenFromTheAnswerAndNotFromWhatFollowsIt() {
        TaskResult result = run(Task.of("Fill it with JSON").output(SCHEMA));

        assertThat(result.output()).contains(Map.of("n", 1));
        assertThat(result.agent().truncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Say it again and again", "Do it again and again"})
    void aConversationThatIsShortenedWithoutProgressIsEnded(String prompt) throws IOException {
        TaskError error = error(begin(agent, openCode.project("again"), prompt).turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.details()).containsEntry("reason", "context_overflow");
        assertThat(openCode.model().requests()).hasSizeLessThan(100);
    }

    @Test
    void aTruncatedAnswerIsReportedAsTruncated() {
        TaskResult result = run(Task.of("Break off"));

        assertThat(result.text()).isEqualTo("half of th");
        assertThat(result.agent().truncated()).isTrue();
    }

    @Test
    void aValueThatIsCutOffIsAskedForAgain() {
        TaskResult result = run(Task.of("Break the JSON off").output(SCHEMA));

        assertThat(result.output()).contains(Map.of("n", 2));
        assertThat(result.agent().truncated()).isFalse();
        assertThat(asked("it was cut off")).isPositive();
    }

    @Test
    void aValueThatIsCutOffToTheEndIsAFaultOfItsOwn() {
        Task task = Task.of("Break the JSON off, for good")
                .agent(AgentOptions.DEFAULT.output(OutputSchema.of(SCHEMA).maxRepairs(0)));
        Future<TaskResult> result = handler.handle(new AttemptStub(task));
        eventually(() -> assertThat(result.failed()).isTrue());
        AttemptException failure = (AttemptException) result.cause();

        assertThat(failure.error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(failure.error().details()).containsEntry("reason", "truncated_answer");
    }

    @Test
    void aNumberThatAResultCannotHoldIsAskedForAgain() {
        assertThat(run(Task.of("Say too large a number").output(SCHEMA)).output())
                .contains(Map.of("n", 2));
        assertThat(asked("too large for a double")).isPositive();
    }

    private static String printable() {
        return IntStream.rangeClosed(' ', '~')
                .filter(each -> each != '/' && each != '\\')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "a%20b", "%C3%A9"})
    void aFolderThatOpenCodeWouldMissIsRefused(String name) throws IOException {
        TaskError error = error(begin(agent, openCode.project(name), "Write it").turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("another folder");
    }

    @Test
    void aTurnWorksInItsFolderWhateverThatIsNamed() throws IOException {
        for (String name : List.of(printable(), "%", " größe+漢字 🎈")) {
            Path project = openCode.project(name);
            assertThat(get(begin(agent, project, "Write it").turn().answer()).text())
                    .isEqualTo("Written.");
            assertThat(project.resolve("a.txt")).as(name).hasContent("written");
        }
    }
}
