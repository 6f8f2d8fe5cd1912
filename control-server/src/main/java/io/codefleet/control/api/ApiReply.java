package io.codefleet.control.api;

import io.codefleet.Page;
import io.codefleet.control.server.PathPrefix;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The answer to one request.
 *
 * @param status the HTTP status; 0 if the operation has answered by itself
 * @param mediaType the type of the body; empty without one
 * @param body the body
 * @param headers further headers, which replace those that each answer has
 */
record ApiReply(int status, String mediaType, Buffer body, Map<String, String> headers) {
    ApiReply(int status, String mediaType, Buffer body) {
        this(status, mediaType, body, Map.of());
    }

    ApiReply {
        headers = Map.copyOf(headers);
    }

    static ApiReply ok(JsonObject body) {
        return json(200, body);
    }

    /** Returns a page of a list, with the cursor of the next one. */
    static <T> ApiReply page(Page<T> page, Function<T, JsonObject> encode) {
        JsonArray items = new JsonArray();
        page.items().forEach(item -> items.add(encode.apply(item)));
        JsonObject body = new JsonObject().put("items", items);
        page.next().ifPresent(next -> body.put("next", next));
        return ok(body);
    }

    static ApiReply json(int status, JsonObject body) {
        return new ApiReply(status, "application/json", body.toBuffer());
    }

    static ApiReply sent() {
        return new ApiReply(0, "", Buffer.buffer());
    }

    static ApiReply empty() {
        return empty(204);
    }

    static ApiReply empty(int status) {
        return new ApiReply(status, "", Buffer.buffer());
    }

    static ApiReply problem(Problem problem, PathPrefix prefix) {
        return new ApiReply(
                problem.kind().status(),
                Problem.MEDIA_TYPE,
                problem.json(prefix).toBuffer());
    }

    /** Returns a copy with these headers in addition. */
    ApiReply with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new ApiReply(status, mediaType, body, all);
    }
}
