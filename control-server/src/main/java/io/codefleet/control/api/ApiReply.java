package io.codefleet.control.api;

import io.codefleet.Page;
import io.codefleet.control.server.PathPrefix;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * The answer to one request.
 *
 * @param status the HTTP status; 0 if the operation has answered by itself
 * @param mediaType the type of the body; empty without one
 * @param body the body
 */
record ApiReply(int status, String mediaType, Buffer body) {
    static ApiReply ok(JsonObject body) {
        return json(200, body);
    }

    /** A page of a list, with the cursor of the next one. */
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
        return new ApiReply(204, "", Buffer.buffer());
    }

    static ApiReply problem(Problem problem, PathPrefix prefix) {
        return new ApiReply(
                problem.kind().status(),
                Problem.MEDIA_TYPE,
                problem.json(prefix).toBuffer());
    }
}
