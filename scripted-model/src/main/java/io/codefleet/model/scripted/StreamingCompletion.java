package io.codefleet.model.scripted;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reply as the events of a stream. */
final class StreamingCompletion {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*");
    private static final int PIECE = 12;

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final Reply reply;
    private final ResolvedReply resolved;
    private final ModelRequest request;
    private final List<String> events = new ArrayList<>();

    private StreamingCompletion(Reply reply, ModelRequest request) {
        this.reply = reply;
        this.resolved = ResolvedReply.of(reply, request);
        this.request = request;
    }

    /** Returns all events of a reply that is in order, without what ends it. */
    static List<String> content(Reply reply, ModelRequest request) {
        return new StreamingCompletion(reply, request).content();
    }

    /** Returns the events that end a reply. */
    static List<String> ending(Reply reply, ModelRequest request, boolean withFinish) {
        return new StreamingCompletion(reply, request).ending(withFinish);
    }

    private List<String> content() {
        pieces(reply.reasoning()).forEach(piece -> delta(new JsonObject().put("reasoning_content", piece)));
        pieces(resolved.text()).forEach(piece -> delta(new JsonObject().put("content", piece)));
        List<ToolCall> calls = resolved.calls();
        for (int i = 0; i < calls.size(); i++) {
            call(i, calls.get(i));
        }
        if (events.isEmpty()) {
            delta(new JsonObject().put("content", ""));
        }
        return events;
    }

    private List<String> ending(boolean withFinish) {
        if (withFinish) {
            choice(new JsonObject(), resolved.finish());
        }
        event(chunk().put("choices", new JsonArray()).put("usage", reply.usage().json()));
        events.add("data: [DONE]\n\n");
        return events;
    }

    private void call(int index, ToolCall call) {
        JsonObject begun = new JsonObject()
                .put("index", index)
                .put("id", call.newId())
                .put("type", "function")
                .put("function", new JsonObject().put("name", call.name()).put("arguments", ""));
        delta(new JsonObject().put("tool_calls", new JsonArray().add(begun)));
        JsonObject remaining = new JsonObject()
                .put("index", index)
                .put("function", new JsonObject().put("arguments", new JsonObject(call.arguments()).encode()));
        delta(new JsonObject().put("tool_calls", new JsonArray().add(remaining)));
    }

    private void delta(JsonObject delta) {
        choice(events.isEmpty() ? delta.put("role", "assistant") : delta, null);
    }

    private void choice(JsonObject delta, @Nullable String finish) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finish);
        event(chunk().put("choices", new JsonArray().add(choice)));
    }

    private JsonObject chunk() {
        return new JsonObject()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", request.body().getValue("model"));
    }

    private void event(JsonObject chunk) {
        events.add("data: " + chunk.encode() + "\n\n");
    }

    /** Returns the text in pieces of a few words. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            piece.append(words.group());
            if (piece.length() >= PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
        }
        if (!piece.isEmpty() || (pieces.isEmpty() && !text.isEmpty())) {
            pieces.add(piece.isEmpty() ? text : piece.toString());
        }
        return pieces;
    }
}
