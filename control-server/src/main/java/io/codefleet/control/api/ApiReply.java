package io.codefleet.control.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

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

    static ApiReply json(int status, JsonObject body) {
        return new ApiReply(status, "application/json", body.toBuffer());
    }

    static ApiReply sent() {
        return new ApiReply(0, "", Buffer.buffer());
    }

    static ApiReply empty() {
        return new ApiReply(204, "", Buffer.buffer());
    }

    static ApiReply problem(Problem problem) {
        return new ApiReply(
                problem.kind().status(), Problem.MEDIA_TYPE, problem.json().toBuffer());
    }
}
