package io.codefleet.control.api;

import io.codefleet.control.server.PathPrefix;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The pages that explain each kind of problem, as JSON for programs and as HTML for people. */
final class ProblemOperations {
    private final PathPrefix prefix;

    ProblemOperations(PathPrefix prefix) {
        this.prefix = prefix;
    }

    Map<String, Operation> operations() {
        return Map.of("listProblems", this::list, "getProblem", this::get);
    }

    private Future<ApiReply> list(ApiCall call) {
        JsonArray items = new JsonArray();
        for (ProblemKind kind : ProblemKind.values()) {
            items.add(encode(kind));
        }
        return Future.succeededFuture(ApiReply.ok(new JsonObject().put("items", items)));
    }

    private Future<ApiReply> get(ApiCall call) {
        String code = call.path("code");
        ProblemKind kind = ProblemKind.of(code)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemKind.NO_SUCH_RESOURCE,
                        "There is no kind of problem '" + code + "'; /api/v1/problems lists all.")));
        boolean browser = call.header("Accept").orElse("").contains("text/html");
        return Future.succeededFuture(browser ? page(kind) : ApiReply.ok(encode(kind)));
    }

    private JsonObject encode(ProblemKind kind) {
        return new JsonObject()
                .put("type", Problem.type(prefix, kind))
                .put("title", kind.title())
                .put("status", kind.status())
                .put("retryable", kind.retryable())
                .put("meaning", kind.meaning())
                .put("remedy", kind.remedy());
    }

    /** Returns the page of a problem. Its texts are constants of this server, so that it needs no escaping. */
    private ApiReply page(ProblemKind kind) {
        String html = """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <h1>%1$s</h1>
                <p>Status %2$d, type <code>%3$s</code>.
                <h2>What it means</h2><p>%4$s
                <h2>What to do</h2><p>%5$s
                <p>The same request %6$s succeed later without a change.
                </html>
                """.formatted(
                        kind.title(),
                        kind.status(),
                        Problem.type(prefix, kind),
                        kind.meaning(),
                        kind.remedy(),
                        kind.retryable() ? "can" : "cannot");
        return new ApiReply(200, "text/html; charset=utf-8", Buffer.buffer(html));
    }
}
