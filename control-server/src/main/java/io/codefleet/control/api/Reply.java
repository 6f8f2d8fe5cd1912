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
record Reply(int status, String mediaType, Buffer body) {
    static Reply ok(JsonObject body) {
        return json(200, body);
    }

    static Reply json(int status, JsonObject body) {
        return new Reply(status, "application/json", body.toBuffer());
    }

    static Reply sent() {
        return new Reply(0, "", Buffer.buffer());
    }

    static Reply empty() {
        return new Reply(204, "", Buffer.buffer());
    }

    static Reply problem(Problem problem) {
        return new Reply(
                problem.kind().status(), Problem.MEDIA_TYPE, problem.json().toBuffer());
    }
}
