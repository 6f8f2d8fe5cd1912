package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentActivity;
import io.codefleet.AgentActivity.ModelEnd;
import io.codefleet.Usage;
import io.codefleet.agent.Agent.Event;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionActivityTest {
    private final List<AgentActivity> reported = new ArrayList<>();
    private final SessionActivity activity =
            new SessionActivity(event -> reported.add(((Event.Activity) event).activity()));

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private void message(String json) {
        activity.event("message.updated", new JsonObject().put("info", new JsonObject(json)));
    }

    private void part(String json) {
        activity.event("message.part.updated", new JsonObject().put("part", new JsonObject(json)));
    }

    @Test
    void aRequestToAModelStartsAndEndsOnce() {
        message("{'id': 'u', 'role': 'user', 'time': {'created': 1}}".replace('\'', '"'));
        String begun = "{'id': 'm', 'sessionID': 's', 'role': 'assistant', 'providerID': 'vendor', 'modelID': 'a/b',"
                + " 'time': {'created': 5}}";
        message(begun.replace('\'', '"'));
        message(begun.replace('\'', '"'));
        String ended = "{'id': 'm', 'sessionID': 's', 'role': 'assistant', 'providerID': 'vendor', 'modelID': 'a/b',"
                + " 'time': {'created': 5, 'completed': 9}, 'finish': 'stop', 'cost': 0.5,"
                + " 'tokens': {'input': 7, 'output': 3, 'cache': {'read': 2}}}";
        message(ended.replace('\'', '"'));
        message(ended.replace('\'', '"'));
        Usage usage = Usage.builder()
                .inputTokens(7)
                .outputTokens(3)
                .cacheReadTokens(2)
                .cost(new BigDecimal("0.5"))
                .build();
        assertThat(reported)
                .containsExactly(
                        new AgentActivity.ModelStarted("m", Optional.empty(), at(5), Optional.of("vendor/a/b")),
                        new AgentActivity.ModelEnded(
                                "m", at(9), usage, new ModelEnd(Optional.of("stop"), Optional.empty())));
    }

    @Test
    void aToolBelongsToTheMessageThatCalledIt() {
        part("{'id': 'p', 'messageID': 'm', 'type': 'tool', 'tool': 'bash', 'state': {'status': 'pending'}}"
                .replace('\'', '"'));
        part(("{'id': 'p', 'messageID': 'm', 'callID': 'call-1', 'type': 'tool', 'tool': 'bash',"
                        + " 'state': {'status': 'running', 'time': {'start': 6}}}")
                .replace('\'', '"'));
        part(("{'id': 'p', 'messageID': 'm', 'callID': 'call-1', 'type': 'tool', 'tool': 'bash',"
                        + " 'state': {'status': 'error', 'time': {'start': 6, 'end': 8}}}")
                .replace('\'', '"'));
        assertThat(reported)
                .containsExactly(
                        new AgentActivity.ToolStarted("p", Optional.of("m"), at(6), "bash", Optional.of("call-1")),
                        new AgentActivity.ToolEnded("p", at(8), true));
    }

    @Test
    void aToolWithoutTheNameOfItsCallHasNone() {
        part("{'id': 'p', 'messageID': 'm', 'type': 'tool', 'tool': 'bash', 'state': {'status': 'running'}}"
                .replace('\'', '"'));
        assertThat(reported)
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentActivity.ToolStarted.class,
                        begun -> assertThat(begun.callId()).isEmpty());
    }

    @Test
    void theModelOfASubagentBelongsToTheToolThatRunsIt() {
        part(("{'id': 'p', 'messageID': 'm', 'type': 'tool', 'tool': 'task',"
                        + " 'state': {'status': 'running', 'metadata': {'sessionId': 'child'}, 'time': {'start': 6}}}")
                .replace('\'', '"'));
        message("{'id': 'c', 'sessionID': 'child', 'role': 'assistant', 'time': {'created': 7}}".replace('\'', '"'));
        assertThat(reported)
                .last()
                .isEqualTo(new AgentActivity.ModelStarted("c", Optional.of("p"), at(7), Optional.empty()));
    }

    @Test
    void anErrorOfAModelIsNamed() {
        message(("{'id': 'm', 'role': 'assistant', 'time': {'created': 5, 'completed': 6},"
                        + " 'error': {'name': 'APIError'}}")
                .replace('\'', '"'));
        assertThat(reported)
                .last()
                .isInstanceOfSatisfying(
                        AgentActivity.ModelEnded.class,
                        ended -> assertThat(ended.end())
                                .isEqualTo(new ModelEnd(Optional.empty(), Optional.of("APIError"))));
    }
}
