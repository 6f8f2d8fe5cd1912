package io.codefleet.model.scripted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the model says in one step.
 *
 * @param structured what it answers where the agent asks for an answer of a given form
 * @param chunkDelay the time between two chunks of the stream
 */
record Reply(
        String reasoning,
        String text,
        List<ToolCall> tools,
        Optional<Map<String, Object>> structured,
        TokenUsage usage,
        Duration chunkDelay) {
    static final Reply EMPTY = new Reply("", "", List.of(), Optional.empty(), TokenUsage.DEFAULT, Duration.ZERO);

    Reply {
        tools = List.copyOf(tools);
    }

    Reply reasoning(String words) {
        return new Reply(words, text, tools, structured, usage, chunkDelay);
    }

    Reply text(String words) {
        return new Reply(reasoning, words, tools, structured, usage, chunkDelay);
    }

    Reply call(ToolCall call) {
        List<ToolCall> more = new ArrayList<>(tools);
        more.add(call);
        return new Reply(reasoning, text, more, structured, usage, chunkDelay);
    }

    Reply structured(Map<String, Object> answer) {
        return new Reply(reasoning, text, tools, Optional.of(answer), usage, chunkDelay);
    }

    Reply usage(TokenUsage used) {
        return new Reply(reasoning, text, tools, structured, used, chunkDelay);
    }

    Reply chunkDelay(Duration delay) {
        return new Reply(reasoning, text, tools, structured, usage, delay);
    }
}
