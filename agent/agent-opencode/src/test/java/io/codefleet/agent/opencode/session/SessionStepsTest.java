package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentReport.Todo;
import io.codefleet.Usage;
import io.codefleet.agent.Agent.Event;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionStepsTest {
    private final List<Event> reported = new ArrayList<>();
    private final SessionSteps steps = new SessionSteps(reported::add);

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private void part(String text) {
        steps.own("message.part.updated", new JsonObject().put("part", json(text)));
    }

    private void message(String text) {
        steps.own("message.updated", new JsonObject().put("info", json(text)));
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    @Test
    void onlyTheCompleteTextOfTheAgentIsAStep() {
        message("{'id': 'user', 'role': 'user'}");
        message("{'id': 'agent', 'role': 'assistant'}");
        part("{'id': 'asked', 'type': 'text', 'messageID': 'user', 'text': 'do it', 'time': {'start': 1, 'end': 2}}");
        part("{'id': 'r', 'type': 'reasoning', 'messageID': 'agent', 'text': 'hm', 'time': {'start': 1, 'end': 2}}");
        part("{'id': 'said', 'type': 'text', 'messageID': 'agent', 'text': '', 'time': {'start': 5}}");
        part("{'id': 'said', 'type': 'text', 'messageID': 'agent', 'text': 'I did', 'time': {'start': 5, 'end': 9}}");
        part("{'id': 'said', 'type': 'text', 'messageID': 'agent', 'text': 'I did', 'time': {'start': 5, 'end': 9}}");

        assertThat(reported)
                .containsExactly(new Event.Recorded("said", new TranscriptStep.AgentMessage(at(5), "I did"), true));
    }

    @Test
    void aToolIsAStepWhileItRunsAndOnceItHasEnded() {
        part("{'id': 'p', 'type': 'tool', 'tool': 'bash', 'state': {'status': 'pending', 'input': {}}}");
        String running = "{'id': 'p', 'type': 'tool', 'tool': 'bash', 'state': {'status': 'running',"
                + " 'input': {'command': 'ls'}, 'time': {'start': 10}}}";
        part(running);
        part(running);
        part("{'id': 'p', 'type': 'tool', 'tool': 'bash', 'state': {'status': 'completed',"
                + " 'input': {'command': 'ls'}, 'output': 'a.txt', 'time': {'start': 10, 'end': 35}}}");

        String input = "{\"command\":\"ls\"}";
        assertThat(reported)
                .containsExactly(
                        new Event.Recorded(
                                "p",
                                new ToolStep(at(10), Duration.ZERO, "bash", input, "", ToolStep.ToolStatus.RUNNING),
                                false),
                        new Event.Recorded(
                                "p",
                                new ToolStep(
                                        at(10),
                                        Duration.ofMillis(25),
                                        "bash",
                                        input,
                                        "a.txt",
                                        ToolStep.ToolStatus.COMPLETED),
                                true));
    }

    @Test
    void aToolOfASubagentThatFailedSaysSo() {
        steps.child(
                "message.part.updated",
                new JsonObject()
                        .put(
                                "part",
                                json("{'id': 'p', 'type': 'tool', 'tool': 'read', 'state': {'status': 'error',"
                                        + " 'input': {}, 'error': 'no such file', 'time': {'start': 1, 'end': 2}}}")));

        assertThat(reported)
                .containsExactly(new Event.Recorded(
                        "p",
                        new ToolStep(
                                at(1),
                                Duration.ofMillis(1),
                                "subagent: read",
                                "{}",
                                "no such file",
                                ToolStep.ToolStatus.FAILED),
                        true));
    }

    @Test
    void anAnswerOfAModelIsAStepOnceItIsComplete() {
        message("{'id': 'm', 'role': 'assistant', 'time': {'created': 100}}");
        String complete = "{'id': 'm', 'role': 'assistant', 'providerID': 'scripted', 'modelID': 'model',"
                + " 'cost': 0.5, 'tokens': {'input': 7, 'output': 3, 'cache': {}},"
                + " 'time': {'created': 100, 'completed': 400}}";
        message(complete);
        message(complete);

        assertThat(reported)
                .containsExactly(new Event.Recorded(
                        "m",
                        new TranscriptStep.ModelStep(
                                at(100),
                                Duration.ofMillis(300),
                                Optional.of("scripted/model"),
                                Usage.builder()
                                        .inputTokens(7)
                                        .outputTokens(3)
                                        .cost(new BigDecimal("0.5"))
                                        .build()),
                        true));
    }

    @Test
    void eachStateOfTheToDoListIsAStep() {
        steps.own("todo.updated", json("{'todos': [{'content': 'write', 'status': 'pending', 'priority': 'high'}]}"));

        assertThat(reported).singleElement().isInstanceOfSatisfying(Event.Recorded.class, recorded -> {
            assertThat(recorded.step())
                    .isInstanceOfSatisfying(
                            TranscriptStep.TodoList.class,
                            list -> assertThat(list.todos()).containsExactly(new Todo("write", "pending")));
        });
    }
}
