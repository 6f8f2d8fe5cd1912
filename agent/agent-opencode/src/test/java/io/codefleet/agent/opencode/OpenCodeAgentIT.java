package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns of the real OpenCode, all on one server. */
class OpenCodeAgentIT {
    private static final String LONG =
            IntStream.range(0, 400).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static Agent agent;
    /** For turns to which it does not matter what else is in their folder: OpenCode takes seconds to enter one. */
    private static Path shared;

    private static Script endless() {
        Script script = Script.when("Never say when");
        for (int i = 0; i < 20; i++) {
            script = script.step(ScriptStep.say("hm").withoutFinish());
        }
        return script;
    }

    private static Script script() {
        return endless()
                .andWhen("Write the file")
                .step(ScriptStep.call("write", Map.of("filePath", "a.txt", "content", "written"))
                        .usage(1000, 50))
                .step(ScriptStep.say("I wrote it.").usage(2000, 30, 500, 10))
                .andWhen("Take your time")
                .step(ScriptStep.say(LONG).chunkDelay(Duration.ofMillis(200)))
                .andWhen("Run a command")
                .call("bash", Map.of("command", "sleep 300", "description", "sleeps"))
                .say("Slept.")
                .andWhen("Wrong key")
                .step(ScriptStep.fail(401, "no such key"))
                .andWhen("Too fast")
                .step(ScriptStep.fail(429, "slow down").retryAfter(Duration.ZERO))
                .andWhen("Too long")
                .step(ScriptStep.fail(400, "too long").code("context_length_exceeded"))
                // what OpenCode says after it has made the conversation shorter
                .andWhen("Continue if you have next steps")
                .step(ScriptStep.fail(400, "still too long").code("context_length_exceeded"))
                .andWhen("Look outside")
                .call("read", Map.of("filePath", "/etc/hostname"))
                .say("I may not.")
                .andWhen("Ask someone")
                .call("task", Map.of("description", "reads", "prompt", "Subagent, write", "subagent_type", "general"))
                .step(ScriptStep.say("It did.").usage(10, 1))
                .andWhen("Subagent, write")
                .step(ScriptStep.call("write", Map.of("filePath", "sub.txt", "content", "sub"))
                        .usage(100, 10))
                .step(ScriptStep.say("Done.").usage(200, 20))
                .otherwise()
                .say("Hello.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        agent = openCode.start();
        shared = openCode.project("shared");
    }

    @AfterAll
    static void close() {
        get(agent.close());
        openCode.close();
    }

    @Test
    void aTurnChangesAFileAndReportsItsCost() throws IOException {
        Path project = openCode.project("cost");
        Agent.Answer answer =
                get(begin(agent, project, "Write the file please").turn().answer());

        assertThat(project.resolve("a.txt")).hasContent("written");
        assertThat(answer.text()).isEqualTo("I wrote it.");
        assertThat(answer.model()).isEqualTo(RealOpenCode.MODEL);
        assertThat(answer.sessionId()).startsWith("ses_");
        assertThat(answer.usage().inputTokens()).isEqualTo(2500);
        assertThat(answer.usage().cacheReadTokens()).isEqualTo(500);
        assertThat(answer.usage().outputTokens()).isEqualTo(70);
        assertThat(answer.usage().reasoningTokens()).isEqualTo(10);
        assertThat(answer.usage().cost()).isPositive();
    }

    @Test
    void aWatcherReceivesToolsAndTextInOrder() throws IOException {
        Watched watched = begin(agent, shared, "Write the file please");
        get(watched.turn().answer());

        assertThat(watched.events())
                .containsSubsequence(
                        new Agent.Event.Tool("write", "a.txt", "running"),
                        new Agent.Event.Tool("write", "a.txt", "completed"));
        String words = watched.events().stream()
                .filter(Agent.Event.TextDelta.class::isInstance)
                .map(event -> ((Agent.Event.TextDelta) event).text())
                .collect(Collectors.joining());
        assertThat(words).isEqualTo("I wrote it.");
    }

    @Test
    void anAbortEndsTheTurnAndTheModelsConnectionSoon() throws IOException {
        Watched watched = begin(agent, shared, "Take your time");
        eventually(() -> assertThat(watched.events()).hasAtLeastOneElementOfType(Agent.Event.TextDelta.class));

        long begun = System.nanoTime();
        get(watched.turn().abort().map(true));

        // all words take more than a minute
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
        eventually(() -> assertThat(openCode.model().requests())
                .filteredOn(request -> request.lastUserText().contains("Take your time"))
                .hasSize(1)
                .allMatch(request -> request.closedEarly()));
    }

    @Test
    void anAbortEndsACommandOfTheAgent() throws IOException {
        Watched watched = begin(agent, shared, "Run a command");
        eventually(() -> assertThat(watched.events()).contains(new Agent.Event.Tool("bash", "sleep 300", "running")));
        ProcessHandle server = openCode.server();
        eventually(() -> assertThat(sleeping(server)).isPositive());

        get(watched.turn().abort().map(true));

        eventually(() -> assertThat(sleeping(server)).isZero());
    }

    private static long sleeping(ProcessHandle server) {
        return server.descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("sleep 300"))
                .count();
    }

    @Test
    void anAbortBeforeThereIsASessionEndsTheTurn() throws IOException {
        Watched watched = begin(agent, shared, "Take your time");
        get(watched.turn().abort().map(true));

        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
    }

    @Test
    void aWrongKeyIsNotTriedAgain() throws IOException {
        TaskError error = error(begin(agent, shared, "Wrong key").turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("401").contains("no such key");
    }

    @Test
    void aProviderThatIsTooBusyIsTriedAgain() throws IOException {
        Watched watched = begin(agent, shared, "Too fast");
        TaskError error = error(watched.turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.message()).contains("429").contains("slow down");
        assertThat(watched.events())
                .filteredOn(Agent.Event.Note.class::isInstance)
                .first()
                .hasToString("Note[kind=retry, text=the model's provider says: slow down; retry 1 in 0 s]");
    }

    @Test
    void aPromptThatIsTooLongIsNotTriedAgain() throws IOException {
        TaskError error = error(begin(agent, shared, "Too long").turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("too long for the model");
    }

    @Test
    void aModelThatIsUnknownIsNamedAndNotTriedAgain() throws IOException {
        Watched watched = begin(agent, shared, "Hello", Optional.of("scripted/nope"));
        TaskError error = error(watched.turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("Model not found: scripted/nope");
    }

    @Test
    void aModelThatNeverFinishesIsStopped() throws IOException {
        TaskError error = error(begin(agent, shared, "Never say when").turn());

        assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error.message()).contains("no finish_reason");
    }

    @Test
    void aRequestForAPersonIsRefusedAndTheTurnContinues() throws IOException {
        Watched watched = begin(agent, shared, "Look outside");

        assertThat(get(watched.turn().answer()).text()).isEqualTo("I may not.");
        assertThat(watched.events())
                .filteredOn(Agent.Event.Tool.class::isInstance)
                .extracting(event -> ((Agent.Event.Tool) event).status())
                .contains("error")
                .doesNotContain("completed");
    }

    @Test
    void aSubagentIsWatchedAndPaidFor() throws IOException {
        Watched watched = begin(agent, shared, "Ask someone");
        Agent.Answer answer = get(watched.turn().answer());

        assertThat(answer.text()).isEqualTo("It did.");
        assertThat(shared.resolve("sub.txt")).hasContent("sub");
        assertThat(answer.usage().inputTokens()).isEqualTo(100 + 10 + 100 + 200);
        assertThat(watched.events()).contains(new Agent.Event.Tool("write", "subagent: sub.txt", "completed"));
    }

    @Test
    void twoTurnsAtOnceWorkInTheirOwnFolders() throws IOException {
        Path one = openCode.project("two one");
        Path two = openCode.project("two&two");
        List<Watched> both =
                List.of(begin(agent, one, "Write the file, one"), begin(agent, two, "Write the file, two"));
        both.forEach(each -> assertThat(get(each.turn().answer()).text()).isEqualTo("I wrote it."));

        assertThat(one.resolve("a.txt")).exists();
        assertThat(two.resolve("a.txt")).exists();
    }
}
