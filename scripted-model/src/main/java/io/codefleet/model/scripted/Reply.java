package io.codefleet.model.scripted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reply of the model in one step.
 *
 * @param structured what it answers where the agent asks for an answer of a given form
 * @param chunkDelay the time between two chunks of the stream
 * @param finish why it ends, where not for the reason that goes with what it says
 */
record Reply(
        String reasoning,
        String text,
        List<ToolCall> tools,
        Optional<Map<String, Object>> structured,
        TokenUsage usage,
        Duration chunkDelay,
        Optional<String> finish) {
    static final Reply EMPTY =
            new Reply("", "", List.of(), Optional.empty(), TokenUsage.DEFAULT, Duration.ZERO, Optional.empty());
    private static final Set<String> FINISHES = Set.of("length", "content_filter");

    Reply {
        tools = List.copyOf(tools);
        if (finish.isPresent() && !FINISHES.contains(finish.get())) {
            throw new IllegalArgumentException("'" + finish.get() + "' is not a reason to finish; write length or "
                    + "content_filter, or leave it out");
        }
    }

    Reply reasoning(String words) {
        return new Reply(words, text, tools, structured, usage, chunkDelay, finish);
    }

    Reply text(String words) {
        return new Reply(reasoning, words, tools, structured, usage, chunkDelay, finish);
    }

    Reply call(ToolCall call) {
        List<ToolCall> more = new ArrayList<>(tools);
        more.add(call);
        return new Reply(reasoning, text, more, structured, usage, chunkDelay, finish);
    }

    Reply structured(Map<String, Object> answer) {
        return new Reply(reasoning, text, tools, Optional.of(answer), usage, chunkDelay, finish);
    }

    Reply usage(TokenUsage used) {
        return new Reply(reasoning, text, tools, structured, used, chunkDelay, finish);
    }

    Reply chunkDelay(Duration delay) {
        return new Reply(reasoning, text, tools, structured, usage, delay, finish);
    }

    Reply finish(String reason) {
        return new Reply(reasoning, text, tools, structured, usage, chunkDelay, Optional.of(reason));
    }
}
