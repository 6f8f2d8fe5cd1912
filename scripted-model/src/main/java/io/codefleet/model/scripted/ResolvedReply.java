package io.codefleet.model.scripted;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A reply to one request, which may ask for an answer of a given form. */
record ResolvedReply(String text, List<ToolCall> calls, String finish) {
    private static final String STRUCTURED_TOOL = "StructuredOutput";

    static ResolvedReply of(Reply reply, ModelRequest request) {
        boolean byTool = request.offers(STRUCTURED_TOOL);
        String text = reply.structured()
                .filter(answer -> reply.text().isEmpty() && !byTool)
                .map(answer -> new JsonObject(answer).encode())
                .orElse(reply.text());
        List<ToolCall> calls = new ArrayList<>(reply.tools());
        reply.structured()
                .filter(answer -> byTool)
                .ifPresent(answer -> calls.add(new ToolCall(STRUCTURED_TOOL, answer)));
        return new ResolvedReply(text, calls, reply.finish().orElse(calls.isEmpty() ? "stop" : "tool_calls"));
    }
}
