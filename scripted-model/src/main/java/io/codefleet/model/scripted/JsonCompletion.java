package io.codefleet.model.scripted;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** A reply as one piece, for clients that do not stream. */
final class JsonCompletion {
    private JsonCompletion() {}

    static JsonObject of(Reply reply, ModelRequest request, boolean withFinish) {
        ResolvedReply resolved = ResolvedReply.of(reply, request);
        JsonObject message = new JsonObject().put("role", "assistant").put("content", resolved.text());
        if (!reply.reasoning().isEmpty()) {
            message.put("reasoning_content", reply.reasoning());
        }
        if (!resolved.calls().isEmpty()) {
            JsonArray calls = new JsonArray();
            resolved.calls().forEach(call -> calls.add(call(call)));
            message.put("tool_calls", calls);
        }
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("message", message)
                .put("finish_reason", withFinish ? resolved.finish() : null);
        return new JsonObject()
                .put("id", "chatcmpl-" + UUID.randomUUID())
                .put("object", "chat.completion")
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", request.model())
                .put("choices", new JsonArray().add(choice))
                .put("usage", reply.usage().json());
    }

    private static JsonObject call(ToolCall call) {
        return new JsonObject()
                .put("id", call.newId())
                .put("type", "function")
                .put(
                        "function",
                        new JsonObject()
                                .put("name", call.name())
                                .put("arguments", new JsonObject(call.arguments()).encode()));
    }
}
